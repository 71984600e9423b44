/** Words and shapes for the states that several pages show. */

import type { Delivery, DutyState, Outcome as OutcomeName } from '../api/types'
import { useSay } from './language'
import { Status, type Tone } from './status'

const OUTCOME: Record<OutcomeName, Tone> = {
  sent: 'good',
  held: 'warn',
  skipped: 'warn',
  failed: 'bad',
  unknown: 'warn',
  waiting: 'busy',
}
const DUTY: Record<DutyState, Tone> = { on_duty: 'good', backup: 'warn', nobody: 'bad' }

interface OutcomeProps {
  outcome: OutcomeName
  /** What the message was for; a welcome has a word of its own when it was sent. */
  purpose?: Delivery['purpose']
}

export function Outcome({ outcome, purpose = 'welcome' }: OutcomeProps) {
  const say = useSay()
  const key = outcome === 'sent' && purpose !== 'welcome' ? 'delivered' : outcome
  return <Status tone={OUTCOME[outcome]}>{say(`outcome.${key}`)}</Status>
}

/** Null until the duty of a new code was reckoned. */
export function OnDuty({ state }: { state: DutyState | null }) {
  const say = useSay()
  if (state === null) return <Status tone="busy">{say('duty.reckoning')}</Status>
  return <Status tone={DUTY[state]}>{say(`duty.${state}`)}</Status>
}

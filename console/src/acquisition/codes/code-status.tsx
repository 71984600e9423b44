import type { CodeState } from '../../api/types'
import { useSay } from '../../platform/language'
import { Status, type Tone } from '../../platform/status'

const TONE: Record<CodeState, Tone> = {
  ready: 'good',
  publishing: 'busy',
  failed: 'bad',
  paused: 'off',
}

export function CodeStatus({ state, problem }: { state: CodeState; problem: string | null }) {
  const say = useSay()
  return (
    <span title={problem ?? undefined}>
      <Status tone={TONE[state]}>{say(`code.${state}`)}</Status>
    </span>
  )
}

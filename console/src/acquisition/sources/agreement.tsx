import type { Partner } from '../../api/types'
import { useSay } from '../../platform/language'
import { Status, type Tone } from '../../platform/status'

const TONE: Record<Partner['agreed'], Tone> = {
  running: 'good',
  coming: 'busy',
  over: 'warn',
  none: 'off',
}

export function Agreement({ agreed }: { agreed: Partner['agreed'] }) {
  const say = useSay()
  return <Status tone={TONE[agreed]}>{say(`partners.${agreed}`)}</Status>
}

import type { ImportRow, ImportState } from '../../api/types'
import { Status, type Tone } from '../status'

const TONE: Record<ImportState, Tone> = {
  uploaded: 'off',
  checking: 'busy',
  checked: 'off',
  running: 'busy',
  done: 'good',
  cancelled: 'warn',
  failed: 'bad',
  undoing: 'busy',
  undone: 'off',
}

export const isBusy = (state: ImportState) => TONE[state] === 'busy'

export function ImportStatus({ row }: { row: Pick<ImportRow, 'state' | 'state_words'> }) {
  return <Status tone={TONE[row.state]}>{row.state_words}</Status>
}

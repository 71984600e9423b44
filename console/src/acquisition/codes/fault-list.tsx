import { Alert } from 'antd'
import { useSay } from '../../platform/language'
import type { Faults } from './draft'

export function FaultList({ faults }: { faults: Faults }) {
  const say = useSay()
  const lines = [
    faults.name && say('fault.name'),
    faults.nobody && say('fault.nobody'),
    ...faults.empty.map((group) => say('fault.empty', { group: group.title || '—' })),
    faults.overlaps.length > 0 && say('fault.overlaps', { count: faults.overlaps.length }),
    faults.dates && say('fault.dates'),
    faults.window && say('fault.window'),
  ].filter((line): line is string => Boolean(line))
  if (lines.length === 0) return null
  return (
    <Alert
      type="error"
      showIcon
      title={say('fault.title')}
      description={
        <ul className="plain">
          {lines.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      }
    />
  )
}

/** Welcomes by outcome, and who answers each code now. */

import { Link } from 'react-router'
import type { Today } from '../api/types'
import { useFormats } from '../platform/format'
import { useSay } from '../platform/language'
import { OnDuty, Outcome } from '../platform/outcome'

export function Welcomes({ rows, day }: { rows: Today['welcomes']; day: string }) {
  const say = useSay()
  const format = useFormats()
  if (rows.length === 0) return <p className="quiet">{say('home.welcomesNone')}</p>
  const most = Math.max(...rows.map((row) => row.count))
  return (
    <ul className="outcomes">
      {rows.map((row) => (
        <li key={`${row.outcome}/${row.reason}`}>
          <span>
            <Outcome outcome={row.outcome} />
            {row.outcome !== 'sent' && <em className="quiet">{row.words}</em>}
          </span>
          <Link
            className="figure"
            to={`/deliveries?purpose=welcome&reason=${row.reason}&day=${day}`}
          >
            {format.number(row.count)}
          </Link>
          <i style={{ width: `${(row.count / most) * 100}%` }} data-outcome={row.outcome} />
        </li>
      ))}
    </ul>
  )
}

export function DutyNow({ rows }: { rows: Today['on_duty'] }) {
  const say = useSay()
  const format = useFormats()
  if (rows.length === 0) return <p className="quiet">{say('home.dutyNone')}</p>
  return (
    <ul className="rows">
      {rows.map((row) => (
        <li key={row.live_code.id}>
          <span className="who">
            <Link to={`/live-codes/${row.live_code.id}`}>{row.live_code.name}</Link>
            <span className="quiet">
              {row.staff.map((one) => one.name).join(' · ') || say('duty.nobody')}
            </span>
          </span>
          <span className="right">
            <OnDuty state={row.state} />
            {row.until && (
              <span className="quiet figure nowrap">
                {say('home.until', { time: format.time(row.until) })}
              </span>
            )}
          </span>
        </li>
      ))}
    </ul>
  )
}

import { Button } from 'antd'
import { Link } from 'react-router'
import type { Today } from '../api/types'
import { useNow } from '../platform/clock'
import { useFormats } from '../platform/format'
import { useSay } from '../platform/language'
import { Outcome } from '../platform/outcome'
import { Note } from '../platform/states'

type Row = Today['latest'][number]

function Nobody() {
  const say = useSay()
  return (
    <Note
      shape="empty"
      title={say('home.latestEmpty')}
      text={say('home.latestEmptyText')}
      action={
        <Link to="/live-codes">
          <Button>{say('home.latestEmptyAction')}</Button>
        </Link>
      }
    />
  )
}

function Welcomed({ welcome }: { welcome: Row['welcome'] }) {
  if (!welcome) return null
  return (
    <>
      <Outcome outcome={welcome.outcome} />
      {welcome.outcome !== 'sent' && <p className="quiet">{welcome.words}</p>}
    </>
  )
}

function One({ row, now }: { row: Row; now: Date }) {
  const say = useSay()
  const format = useFormats()
  return (
    <tr>
      <td>
        <Link to={`/customers/${row.customer.id}`}>{row.customer.name}</Link>
        {row.again && <span className="quiet"> · {say('home.again')}</span>}
      </td>
      <td>
        {row.staff.name}
        <p className="quiet">{row.live_code?.name ?? say('home.noCode')}</p>
      </td>
      <td>
        <Welcomed welcome={row.welcome} />
      </td>
      <td className="figure nowrap">{format.recent(row.happened_at, now)}</td>
    </tr>
  )
}

/** The newest friends. A plain table: home stays light to load. */
export function Latest({ rows }: { rows: Row[] }) {
  const say = useSay()
  const now = useNow(60_000)
  if (rows.length === 0) return <Nobody />
  return (
    <div className="latest">
      <table>
        <thead>
          <tr>
            <th>{say('home.customer')}</th>
            <th>{say('home.adviser')}</th>
            <th>{say('home.welcome')}</th>
            <th>{say('home.at')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <One key={row.customer.id + row.staff.id + row.happened_at} row={row} now={now} />
          ))}
        </tbody>
      </table>
    </div>
  )
}

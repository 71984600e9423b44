import type { AppMessage } from '../api'
import { Bubble, Note } from '../parts'
import { useSay } from '../speech'

export function AppMessages({ rows }: { rows: AppMessage[] }) {
  const { say, time } = useSay()
  if (rows.length === 0) return <Note title={say('adviser.noApp')} />
  return (
    <ul class="list">
      {rows.map((row) => (
        <li key={row.msgid} class="mass">
          <p class="quiet">{time(row.at)}</p>
          {row.said ? <Bubble said={row.said} /> : <p class="quiet">{say('app.recalled')}</p>}
        </li>
      ))}
    </ul>
  )
}

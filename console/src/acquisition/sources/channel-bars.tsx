/** New friends by channel as plain bars; the title says what they show. */

import type { ChannelFigures } from '../../api/types'
import { useFormats } from '../../platform/format'
import { useSay } from '../../platform/language'

const MOST = 6

export function ChannelBars({ figures }: { figures: ChannelFigures }) {
  const say = useSay()
  const format = useFormats()
  const tops = figures.items
    .filter((one) => !figures.items.some((other) => other.id === one.under_id))
    .map((one) => ({ id: one.id, name: one.name, count: one.whole.new_friends }))
  const unknown = {
    id: 'unknown',
    name: say('figures.unknown'),
    count: figures.unknown.new_friends,
  }
  const rows = [...tops, unknown].filter((one) => one.count > 0).sort((a, b) => b.count - a.count)
  const best = rows.find((one) => one.id !== 'unknown')
  const total = figures.total.new_friends
  if (!best) return <p className="quiet">{say(total ? 'figures.noneKnown' : 'figures.none')}</p>
  const most = rows[0]?.count ?? 1
  return (
    <figure className="channel-bars">
      <figcaption>
        <strong>{say('figures.best', { name: best.name, count: best.count, total })}</strong>
        <span className="quiet">
          {say('figures.unit', { before: format.number(figures.total_before.new_friends) })}
        </span>
      </figcaption>
      {rows.slice(0, MOST).map((one) => (
        <div key={one.id}>
          <span>{one.name}</span>
          <span className="track">
            <span
              className={one === best ? 'bar best' : 'bar'}
              style={{ width: `${(one.count / most) * 100}%` }}
            />
          </span>
          <span className="figure">{format.number(one.count)}</span>
        </div>
      ))}
    </figure>
  )
}

/** How a segment grew: its size as a line, who came and went each day as bars, and the latest of them. */

import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import { get } from '../../api/client'
import { Chart } from '../../platform/chart'
import { useFormats } from '../../platform/format'
import { useLanguage, useSay } from '../../platform/language'
import { Loaded } from '../../platform/states'
import { Status } from '../../platform/status'
import type { Moved, Segment, Size } from '../api'
import { SEGMENTS } from '../questions'
import { sizeWords } from './spark'

function Sizes({ history }: { history: Size[] }) {
  const say = useSay()
  const format = useFormats()
  const [sentence, values] = sizeWords(history)
  if (history.length < 2) return <p className="quiet">{say(sentence, values)}</p>
  const days = history.map((one) => format.day(one.day))
  const line = { type: 'line', showSymbol: false, lineStyle: { width: 2 } }
  return (
    <Chart
      title={say(sentence, {
        ...values,
        from: format.number(Number(values.from)),
        to: format.number(Number(values.to)),
      })}
      unit={say('segment.unitPeople')}
      height={240}
      option={{
        tooltip: { trigger: 'axis' },
        legend: { bottom: 0 },
        grid: { left: 8, right: 16, top: 16, bottom: 40 },
        xAxis: { type: 'category', data: days },
        yAxis: { type: 'value', minInterval: 1 },
        series: [
          { ...line, name: say('segment.size'), data: history.map((one) => one.count) },
          { type: 'bar', name: say('segment.entered'), data: history.map((one) => one.entered) },
          { type: 'bar', name: say('segment.left'), data: history.map((one) => -one.left) },
        ],
      }}
      figures={{
        head: [
          say('segment.day'),
          say('segment.entered'),
          say('segment.left'),
          say('segments.count'),
        ],
        rows: history.map((one, at) => ({
          cells: [days[at], one.entered, one.left, one.count],
        })),
      }}
    />
  )
}

function Lately({ id }: { id: string }) {
  const say = useSay()
  const format = useFormats()
  const { language } = useLanguage()
  const query = useQuery({
    queryKey: [SEGMENTS, id, 'moves', language],
    queryFn: () => get<{ items: Moved[] }>(`${SEGMENTS}/${id}/moves`).then((found) => found.items),
    refetchInterval: 8_000,
  })
  return (
    <Loaded query={query}>
      {(moves) =>
        moves.length === 0 ? (
          <p className="quiet">{say('segment.nobodyMoved')}</p>
        ) : (
          <ul className="rows">
            {moves.map((one) => (
              <li key={one.id}>
                <span className="who">
                  <Link to={`/customers/${one.person.id}`}>{one.person.name}</Link>
                  <span className="quiet">{say('segment.cause', { cause: one.cause })}</span>
                </span>
                <span className="right">
                  <Status tone={one.entered ? 'good' : 'off'}>
                    {say(one.entered ? 'segment.entered' : 'segment.left')}
                  </Status>
                  <span className="quiet figure">{format.instant(one.at)}</span>
                </span>
              </li>
            ))}
          </ul>
        )
      }
    </Loaded>
  )
}

export function SizeHistory({ segment }: { segment: Segment }) {
  const say = useSay()
  return (
    <div className="stack">
      <Sizes history={segment.history} />
      <section>
        <h2>{say('segment.lately')}</h2>
        <Lately id={segment.id} />
      </section>
    </div>
  )
}

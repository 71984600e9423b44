/** Friends by one code: per day as bars, per member of staff as a table. */

import { useQuery } from '@tanstack/react-query'
import { Segmented, Table, type TableColumnsType } from 'antd'
import { get } from '../../api/client'
import type { CodeStatistics } from '../../api/types'
import { useFormats } from '../../platform/format'
import { useSay } from '../../platform/language'
import { FIGURE } from '../../platform/list'
import { Loaded } from '../../platform/states'
import { useFilter } from '../../platform/url'

const HEIGHT = 96
const SPANS = [7, 30, 90]
type Day = CodeStatistics['days'][number]
type Person = CodeStatistics['staff'][number]

function DayBars({ days }: { days: Day[] }) {
  const say = useSay()
  const format = useFormats()
  const most = Math.max(1, ...days.map((day) => day.added))
  const best = days.reduce<Day | undefined>(
    (top, day) => (day.added > (top?.added ?? 0) ? day : top),
    undefined,
  )
  const title = best
    ? say('statistics.best', { day: format.day(best.day), count: best.added })
    : say('statistics.none')
  const step = 640 / Math.max(days.length, 1)
  return (
    <figure className="bars">
      <figcaption>{title}</figcaption>
      <svg
        viewBox={`0 0 640 ${HEIGHT + 1}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={title}
      >
        {days.map((day, at) => {
          const tall = Math.max(1, (day.added / most) * HEIGHT)
          return (
            <rect
              key={day.day}
              x={at * step + 1}
              width={Math.max(step - 2, 1)}
              y={HEIGHT - tall}
              height={tall}
              className={day === best ? 'best' : undefined}
            >
              <title>
                {say('statistics.day', {
                  day: format.day(day.day),
                  added: day.added,
                  deleted: day.deleted,
                })}
              </title>
            </rect>
          )
        })}
      </svg>
      <div className="quiet figure hours" aria-hidden="true">
        <span>{days[0] && format.day(days[0].day)}</span>
        <span>{days.at(-1) && format.day(days.at(-1)?.day ?? '')}</span>
      </div>
    </figure>
  )
}

function useColumns(): TableColumnsType<Person> {
  const say = useSay()
  const format = useFormats()
  const figure = (title: string, value: (row: Person) => number) => ({
    ...FIGURE,
    title,
    render: (_: unknown, row: Person) => format.number(value(row)),
  })
  return [
    { title: say('statistics.staff'), dataIndex: 'name' },
    figure(say('statistics.today'), (row) => row.added_today),
    figure(say('statistics.added'), (row) => row.added),
    figure(say('statistics.welcomed'), (row) => row.welcomed),
    figure(say('statistics.deleted'), (row) => row.deleted),
  ]
}

export function StatisticsOf({ id }: { id: string }) {
  const say = useSay()
  const [span, setSpan] = useFilter('days')
  const columns = useColumns()
  const days = Number(span) || 30
  const query = useQuery({
    queryKey: ['/live-codes', id, 'statistics', days],
    queryFn: () => get<CodeStatistics>(`/live-codes/${id}/statistics`, { days }),
    refetchInterval: 8_000,
  })
  return (
    <div className="stack">
      <Segmented
        value={days}
        onChange={(value) => setSpan(value === 30 ? null : String(value))}
        options={SPANS.map((count) => ({ value: count, label: say('statistics.span', { count }) }))}
      />
      <Loaded query={query}>
        {(found) => (
          <>
            <p className="figure">{say('statistics.sum', { ...found.total })}</p>
            <DayBars days={found.days} />
            <Table<Person>
              size="middle"
              rowKey="id"
              pagination={false}
              columns={columns}
              dataSource={found.staff}
              scroll={{ x: 480 }}
            />
          </>
        )}
      </Loaded>
    </div>
  )
}

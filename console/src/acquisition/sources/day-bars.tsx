/** A bar for each day; the best day is named in words. */

import { useFormats } from '../../platform/format'

const HEIGHT = 96
interface Day {
  day: string
  count: number
}
interface DayBarsProps {
  days: Day[]
  best: (day: string, count: number) => string
  none: string
}

export function DayBars({ days, best, none }: DayBarsProps) {
  const format = useFormats()
  const top = days.reduce<Day | undefined>(
    (found, day) => (day.count > (found?.count ?? 0) ? day : found),
    undefined,
  )
  const title = top ? best(top.day, top.count) : none
  const most = Math.max(1, top?.count ?? 1)
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
          const tall = Math.max(1, (day.count / most) * HEIGHT)
          return (
            <rect
              key={day.day}
              x={at * step + 1}
              width={Math.max(step - 2, 1)}
              y={HEIGHT - tall}
              height={tall}
              className={day === top ? 'best' : undefined}
            >
              <title>{`${format.day(day.day)}: ${format.number(day.count)}`}</title>
            </rect>
          )
        })}
      </svg>
      <div className="quiet figure hours" aria-hidden="true">
        <span>{days[0] && format.day(days[0].day)}</span>
        <span>{format.day(days.at(-1)?.day ?? '1970-01-01')}</span>
      </div>
    </figure>
  )
}

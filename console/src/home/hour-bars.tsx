import { useSay } from '../platform/language'

const HEIGHT = 72
const STEP = 14

/** Twenty-four bars; the busiest hour is named in words. */
export function HourBars({ counts }: { counts: number[] }) {
  const say = useSay()
  const most = Math.max(0, ...counts)
  const hour = counts.indexOf(most)
  const title = most ? say('home.byHourBest', { hour, count: most }) : say('home.byHourNone')
  return (
    <figure className="bars">
      <svg
        viewBox={`0 0 ${STEP * 24} ${HEIGHT + 1}`}
        role="img"
        aria-label={title}
        preserveAspectRatio="none"
      >
        {counts.map((count, at) => {
          const tall = most ? Math.max(count ? 3 : 1, (count / most) * HEIGHT) : 1
          return (
            <rect
              // biome-ignore lint/suspicious/noArrayIndexKey: the index is the hour
              key={at}
              x={at * STEP + 2}
              y={HEIGHT - tall}
              width={STEP - 4}
              height={tall}
              rx={2}
              className={at === hour && most ? 'best' : undefined}
            >
              <title>{say('home.hourBar', { hour: at, count })}</title>
            </rect>
          )
        })}
      </svg>
      <div className="quiet figure hours" aria-hidden="true">
        {[0, 6, 12, 18, 24].map((at) => (
          <span key={at}>{at}</span>
        ))}
      </div>
      <figcaption className="quiet">{title}</figcaption>
    </figure>
  )
}

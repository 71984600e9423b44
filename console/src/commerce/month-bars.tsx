import type { ShopMonth } from '../api/types'
import { useFormats } from '../platform/format'
import { useSay } from '../platform/language'

const HEIGHT = 120
const WIDTH = 640

/** A bar a month; the best one is named in words. */
export function MonthBars({ months }: { months: ShopMonth[] }) {
  const say = useSay()
  const format = useFormats()
  const best = months.reduce<ShopMonth | undefined>(
    (top, one) => (one.sales > (top?.sales ?? 0) ? one : top),
    undefined,
  )
  if (!best) return null
  const title = say('shop.best', {
    month: format.month(best.month),
    amount: format.money(best.sales),
  })
  const step = WIDTH / months.length
  return (
    <figure className="month-bars">
      <figcaption>{title}</figcaption>
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={title}
      >
        {months.map((one, at) => {
          const tall = Math.max(1, (one.sales / best.sales) * HEIGHT)
          return (
            <rect
              key={one.month}
              x={at * step + 4}
              width={Math.max(step - 8, 1)}
              y={HEIGHT - tall}
              height={tall}
              className={one === best ? 'best' : undefined}
            >
              <title>
                {say('shop.bar', {
                  month: format.month(one.month),
                  amount: format.money(one.sales),
                })}
              </title>
            </rect>
          )
        })}
      </svg>
      <div className="quiet figure ends" aria-hidden="true">
        <span>{format.month(months[0]?.month ?? best.month)}</span>
        <span>{format.month(months.at(-1)?.month ?? best.month)}</span>
      </div>
    </figure>
  )
}

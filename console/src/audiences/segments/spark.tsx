/** The size of a segment over the last days, as a line within a cell. */

import { type Key, useSay, type Values } from '../../platform/language'
import type { Size } from '../api'

const WIDTH = 120
const HEIGHT = 24

export function sizeWords(history: Size[]): [Key, Values] {
  const first = history[0]?.count ?? 0
  const last = history.at(-1)?.count ?? 0
  const values = { days: history.length, from: first, to: last }
  if (history.length < 2) return ['segment.sizeNone', values]
  if (Math.abs(last - first) <= Math.max(first, last) * 0.02) return ['segment.sizeSame', values]
  return [last > first ? 'segment.sizeRose' : 'segment.sizeFell', values]
}

export function Spark({ history }: { history: Size[] }) {
  const say = useSay()
  if (history.length < 2) return <span className="quiet">—</span>
  const counts = history.map((one) => one.count)
  const [least, most] = [Math.min(...counts), Math.max(...counts)]
  const points = counts.map((count, at) => {
    const x = (at / (counts.length - 1)) * (WIDTH - 8) + 4
    const y = HEIGHT - 4 - ((count - least) / (most - least || 1)) * (HEIGHT - 8)
    return [x, y] as const
  })
  const [endX, endY] = points.at(-1) ?? [0, 0]
  return (
    <svg
      className="spark"
      width={WIDTH}
      height={HEIGHT}
      role="img"
      aria-label={say(...sizeWords(history))}
    >
      <title>{say(...sizeWords(history))}</title>
      <polyline points={points.map((one) => one.join()).join(' ')} />
      <circle cx={endX} cy={endY} r="3" />
    </svg>
  )
}

/** The size of a segment over the last days, as a line within a cell. */

import { useQuery } from '@tanstack/react-query'
import { get } from '../../api/client'
import { useNow } from '../../platform/clock'
import { useFormats } from '../../platform/format'
import { type Key, useSay, type Values } from '../../platform/language'
import type { Day, Segment } from '../api'
import { SEGMENTS } from '../questions'
import { known, type Size, sizes } from './sizes'

const WIDTH = 120
const HEIGHT = 24
const DAYS = 30

export function useSizes({ id, members }: Segment) {
  const today = useFormats().localDay(useNow(60_000))
  const query = useQuery({
    queryKey: [SEGMENTS, id, 'history'],
    queryFn: () => get<{ items: Day[] }>(`${SEGMENTS}/${id}/history`).then((found) => found.items),
    staleTime: 30_000,
  })
  return query.data && members !== null ? known(sizes(query.data, members, today, DAYS)) : undefined
}

export function sizeWords(history: Size[]): [Key, Values] {
  const first = history[0]?.count ?? 0
  const last = history.at(-1)?.count ?? 0
  const values = { days: history.length, from: first, to: last }
  if (history.length < 2) return ['segment.sizeNone', values]
  if (Math.abs(last - first) <= Math.max(first, last) * 0.02) return ['segment.sizeSame', values]
  return [last > first ? 'segment.sizeRose' : 'segment.sizeFell', values]
}

export function Spark({ segment }: { segment: Segment }) {
  const say = useSay()
  const history = useSizes(segment) ?? []
  if (history.length < 2) return <span className="quiet">—</span>
  const counts = history.map((one) => one.count)
  const [least, most] = [Math.min(...counts), Math.max(...counts)]
  const points = counts.map((count, at) => {
    const x = (at / (counts.length - 1)) * (WIDTH - 8) + 4
    const y = HEIGHT - 4 - ((count - least) / (most - least || 1)) * (HEIGHT - 8)
    return [x, y] as const
  })
  const [endX, endY] = points.at(-1) ?? [0, 0]
  const words = say(...sizeWords(history))
  return (
    <svg className="spark" width={WIDTH} height={HEIGHT} role="img" aria-label={words}>
      <title>{words}</title>
      <polyline points={points.map((one) => one.join()).join(' ')} />
      <circle cx={endX} cy={endY} r="3" />
    </svg>
  )
}

/** The days a page looks at, today the last of them; kept in the URL. */

import { Segmented } from 'antd'
import { useNow } from '../../platform/clock'
import { useFormats } from '../../platform/format'
import { useSay } from '../../platform/language'
import { useFilter } from '../../platform/url'

const SPANS = [7, 30, 90]
const DAY_MS = 86_400_000

/** A plain day so many days before another. */
export function dayBefore(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) - days * DAY_MS).toISOString().slice(0, 10)
}

export function useSpan() {
  const format = useFormats()
  const last = format.localDay(useNow(60_000))
  const [chosen] = useFilter('days')
  const days = Number(chosen) || 30
  return { first: dayBefore(last, days - 1), last, days }
}

export function SpanPicker() {
  const say = useSay()
  const [chosen, choose] = useFilter('days')
  return (
    <Segmented
      aria-label={say('sources.span')}
      value={Number(chosen) || 30}
      onChange={(days) => choose(days === 30 ? null : String(days))}
      options={SPANS.map((count) => ({ value: count, label: say('statistics.span', { count }) }))}
    />
  )
}

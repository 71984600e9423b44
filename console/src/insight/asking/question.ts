/** A question lives in the URL whole, so what one sees can be sent to a colleague. */

import dayjs from 'dayjs'
import { useCallback, useMemo } from 'react'
import { useClock, useNow } from '../../platform/clock'
import { useFormats } from '../../platform/format'
import { useFilter } from '../../platform/url'
import type { AnyQuestion, Kind, QuestionOf, Span } from './wire'

const PATHS: Record<Kind, string> = {
  figure: '/figures',
  funnel: '/funnels',
  retention: '/retention',
  activity: '/activity',
  paths: '/event-paths',
  distribution: '/distribution',
  rfm: '/rfm',
  lifetime: '/lifetime',
  survival: '/survival',
  attribution: '/attribution',
  association: '/association',
}

/** The address of the page that shows a question. */
export const addressOf = (question: AnyQuestion) =>
  `${PATHS[question.kind]}?${new URLSearchParams({ q: JSON.stringify(question) })}`

export const lastDays = (today: string, days: number): Span => ({
  first: dayjs(today)
    .subtract(days - 1, 'day')
    .format('YYYY-MM-DD'),
  last: today,
})

/** The brand's day; null until the shared clock has answered, as the demo's runs by itself. */
export function useToday(): string | null {
  const known = useClock().data !== undefined
  const today = useFormats().localDay(useNow(60_000))
  return known ? today : null
}

/** What the URL says over what a page begins with; another kind's question says nothing. */
export function read<K extends Kind>(text: string, start: QuestionOf<K>): QuestionOf<K> {
  try {
    const said = JSON.parse(text)
    return said?.kind === start.kind ? { ...start, ...said } : start
  } catch {
    return start
  }
}

export function useQuestion<K extends Kind>(
  start: QuestionOf<K>,
): [QuestionOf<K>, (part: Partial<QuestionOf<K>>) => void] {
  const [text, setText] = useFilter('q')
  const began = JSON.stringify(start)
  const question = useMemo(() => read<K>(text, JSON.parse(began)), [text, began])
  const put = useCallback(
    (part: Partial<QuestionOf<K>>) => setText(JSON.stringify({ ...question, ...part })),
    [question, setText],
  )
  return [question, put]
}

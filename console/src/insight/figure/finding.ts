/** What a figure found, as a sentence: how much, and how that stands against what it was. */

import { useFormats } from '../../platform/format'
import { useSay } from '../../platform/language'
import { useMetrics } from '../asking/questions'
import { useFigures } from '../asking/said'
import type { Answered } from '../asking/wire'

export type AnsweredFigure = Answered<'figure'>

export function useFinding() {
  const say = useSay()
  const format = useFormats()
  const figures = useFigures()
  const metrics = useMetrics().data ?? []
  const titled = (name: string) => metrics.find((one) => one.name === name)?.title ?? name
  /** With what it was compared, in words; null for nothing. */
  const compared = ({ question }: AnsweredFigure) => {
    if (question.versus) return say('figure.thanSegment')
    if (question.against === 'nothing') return null
    return say(question.against === 'year' ? 'figure.thanYear' : 'figure.thanPrevious')
  }
  const change = (answered: AnsweredFigure) => {
    const [all] = answered.out.answer.parts
    const than = compared(answered)
    const rate = all?.change_rate
    if (!than || !all) return null
    if (rate === null || rate === undefined)
      return say('figure.was', { than, was: figures(answered.out.answer.unit, all.against_total) })
    if (Math.abs(rate) < 0.0005) return say('figure.same', { than })
    const by = format.percent(Math.abs(rate))
    return say(rate > 0 ? 'figure.rose' : 'figure.fell', { than, by })
  }
  const finding = (answered: AnsweredFigure) => {
    const { metric, unit, parts } = answered.out.answer
    const figure = figures(unit, parts[0]?.total ?? null)
    const changed = change(answered)
    return changed
      ? say('figure.findingChange', { metric: titled(metric), figure, change: changed })
      : say('figure.finding', { metric: titled(metric), figure })
  }
  const falls = (name: string) => metrics.find((one) => one.name === name)?.falls ?? false
  return { titled, change, finding, compared, falls }
}

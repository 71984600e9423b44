/** What a figure found, as a sentence: how much, and how that stands against what it was. */

import { useFormats } from '../../platform/format'
import { useSay } from '../../platform/language'
import { useMetrics } from '../asking/questions'
import { useFigures } from '../asking/said'
import type { Answered, FigurePart } from '../asking/wire'

export type AnsweredFigure = Answered<'figure'>

/** As a heading or a name says it. */
export const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)

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
  /** A share is told apart from another in points: a percentage of a percentage misleads. */
  const points = ({ total, against_total: was }: FigurePart, than: string) => {
    const by = Math.round(((total ?? 0) - (was ?? 0)) * 1000) / 10
    if (by === 0) return say('figure.same', { than })
    const told = { than, by: format.number(Math.abs(by)) }
    return say(by > 0 ? 'figure.higher' : 'figure.lower', told)
  }
  const change = (answered: AnsweredFigure) => {
    const [all] = answered.out.answer.parts
    const than = compared(answered)
    const rate = all?.change_rate
    if (!than || !all) return null
    if (rate === null || rate === undefined)
      return say('figure.was', { than, was: figures(answered.out.answer.unit, all.against_total) })
    if (answered.out.answer.unit === 'rate') return points(all, than)
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

/** The parts of a figure in words, and the few that a chart shows. */

import { useSay } from '../../platform/language'
import { useMetrics } from '../asking/questions'
import type { Asked, FigurePart } from '../asking/wire'

/** Never more than six lines in one picture. */
const MOST_DRAWN = 6

export function useParts({ answer, titles }: Asked<'figure'>) {
  const say = useSay()
  const words = ({ part }: FigurePart) =>
    part === null ? say('figure.all') : titles[part] || part || say('ask.unset')
  const [all, ...rest] = answer.parts
  const drawn = rest.length > 0 ? rest.slice(0, MOST_DRAWN) : all ? [all] : []
  return { words, drawn, rest }
}

/** Whether the figures of a metric lead to people. */
export function useLeads(name: string): boolean {
  return useMetrics().data?.find((one) => one.name === name)?.people_behind ?? false
}

/** Paths as a flow in the order of time; each band leads to its people. */

import { Chart } from '../../platform/chart'
import { useFormats } from '../../platform/format'
import { useSay } from '../../platform/language'
import { Section } from '../../platform/page'
import { Note } from '../../platform/states'
import { useOpenPeople } from '../asking/people'
import { useNames } from '../asking/said'
import type { Answered, AnswerOf } from '../asking/wire'

type Link = AnswerOf<'paths'>['links'][number]
/** No event has this name: the paths that have nothing beside their anchor. */
const END = '$end'
/** Thinner bands would only be a haze; the table has them all. */
const MOST_DRAWN = 40

interface Marked {
  name: string
  value: number
  data: { source?: string; target?: string }
}

/** One event may stand at each step, so a node is a step and its event. */
const nodeAt = (step: number, event: string) => `${step} ${event}`
const eventOf = (node: string) => node.slice(node.indexOf(' ') + 1)

export function Flow({ question, out }: Answered<'paths'>) {
  const say = useSay()
  const format = useFormats()
  const names = useNames()
  const open = useOpenPeople()
  const back = question.direction === 'to'
  const told = out.answer.links.toSorted((one, other) => other.paths - one.paths)
  const ended = out.answer.ended[0] ?? 0
  const nothing = { step: 0, event: question.anchor.event, next: END, paths: ended }
  const links = ended > 0 ? [nothing, ...told] : told
  const drawn = links.slice(0, MOST_DRAWN)
  // Links of paths that lead to something are told from its end; they are drawn as they ran.
  const ends = ({ step, event, next }: Link): [string, string] => {
    const [near, far] = [nodeAt(step, event), nodeAt(step + 1, next)]
    return back ? [far, near] : [near, far]
  }
  const called = (event: string) =>
    event === END ? say(back ? 'paths.noneBefore' : 'paths.noneAfter') : names.event(event)
  const words = (one: Link) => {
    const [from, to] = ends(one).map((node) => called(eventOf(node)))
    return say('paths.link', { from: from ?? '', to: to ?? '' })
  }
  const behind = (one: Link | undefined) =>
    open && one
      ? () =>
          open(
            words(one),
            one.next === END
              ? { step: one.step, lost: true }
              : { step: one.step, key: one.event, next: one.next },
          )
      : undefined
  const linkOf = ({ source, target }: { source?: string; target?: string }) =>
    drawn.find((one) => ends(one)[0] === source && ends(one)[1] === target)
  const first = told.find(({ step }) => step === 0)
  const anchor = names.event(question.anchor.event)
  if (!first)
    return <Note shape="empty" title={say('paths.nobody')} text={say('paths.nobodyText')} />
  const nodes = new Map(
    drawn.flatMap((one) => [
      [nodeAt(one.step, one.event), one.step] as const,
      [nodeAt(one.step + 1, one.next), one.step + 1] as const,
    ]),
  )
  const deepest = Math.max(...nodes.values())
  return (
    <Section>
      <Chart
        title={say(back ? 'paths.findingTo' : 'paths.findingFrom', {
          anchor,
          next: names.event(first.next),
          rate: format.percent(first.paths / Math.max(out.answer.paths, 1)),
        })}
        unit={say('paths.unit')}
        height={440}
        onPick={({ data }) => behind(linkOf(data as Marked['data']))?.()}
        option={{
          tooltip: {
            trigger: 'item',
            formatter: ({ name, value, data }: Marked) => {
              const link = linkOf(data)
              return `${link ? words(link) : called(eventOf(name))}: ${format.number(value)}`
            },
          },
          series: [
            {
              type: 'sankey',
              left: 8,
              right: 160,
              nodeGap: 12,
              emphasis: { focus: 'adjacency' },
              label: {
                fontSize: 14,
                formatter: ({ name }: Marked) => called(eventOf(name)),
              },
              lineStyle: { color: 'source', opacity: 0.4 },
              data: [...nodes].map(([name, step]) => ({
                name,
                depth: back ? deepest - step : step,
              })),
              links: drawn.map((one) => {
                const [source, target] = ends(one)
                return { source, target, value: one.paths }
              }),
            },
          ],
        }}
        figures={{
          head: [say('paths.step'), say('paths.before'), say('paths.after'), say('paths.unit')],
          rows: links.map((one) => ({
            cells: [
              format.number(one.step + 1),
              ...ends(one).map((node) => called(eventOf(node))),
              format.number(one.paths),
            ],
            onPick: behind(one),
          })),
        }}
      />
    </Section>
  )
}

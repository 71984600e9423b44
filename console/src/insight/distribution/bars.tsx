/** People by how much they did, as bars, with the quantiles; each bar leads to its people. */

import { Chart } from '../../platform/chart'
import { useFormats } from '../../platform/format'
import { useSay } from '../../platform/language'
import { Section } from '../../platform/page'
import { Note } from '../../platform/states'
import { useOpenPeople } from '../asking/people'
import { useFigures } from '../asking/said'
import type { Answered, AnswerOf } from '../asking/wire'
import { useInMoney } from './controls'
import './distribution.css'

type Bar = AnswerOf<'distribution'>['bars'][number]

export function Bars({ question, out }: Answered<'distribution'>) {
  const say = useSay()
  const format = useFormats()
  const figures = useFigures()
  const open = useOpenPeople()
  const inMoney = useInMoney()(question)
  const { bars, people, mean, least, most, levels, quantiles } = out.answer
  const of = (value: number | null) => figures(inMoney ? 'money' : 'count', value)
  const whole = question.measure === 'count' || question.measure === 'days'
  const name = ({ low, high }: Bar) => {
    if (low === null) return say('distribution.below', { high: of(high) })
    if (high === null) return say('distribution.from', { low: of(low) })
    if (whole && high - low === 1) return of(low)
    return whole ? `${of(low)}–${of(high - 1)}` : `${of(low)} – ${of(high)}`
  }
  const behind = (bar: Bar | undefined) =>
    open && bar && bar.people > 0
      ? () =>
          open(`${say(`distribution.${question.measure}`)} ${name(bar)}`, {
            low: bar.low,
            high: bar.high,
          })
      : undefined
  if (people === 0)
    return <Note shape="empty" title={say('distribution.nobody')} text={say('funnel.nobodyText')} />
  const half = quantiles[levels.indexOf(0.5)] ?? null
  const figuresOf: [string, number | null][] = [
    [say('distribution.mean'), mean],
    [say('distribution.least'), least],
    ...levels.map((level, at): [string, number | null] => [
      level === 0.5 ? say('distribution.median') : `P${format.number(level * 100)}`,
      quantiles[at] ?? null,
    ]),
    [say('distribution.mostOf'), most],
  ]
  return (
    <Section>
      <Chart
        title={say('distribution.finding', {
          people: format.number(people),
          half: of(half),
          top: of(quantiles[levels.indexOf(0.9)] ?? null),
        })}
        unit={say('ask.unit.people')}
        height={320}
        onPick={({ at }) => behind(bars[at])?.()}
        option={{
          tooltip: {
            trigger: 'axis',
            valueFormatter: (value: unknown) => figures('people', Number(value)),
          },
          xAxis: {
            type: 'category',
            data: bars.map(name),
            axisLabel: { interval: 0, hideOverlap: true },
          },
          yAxis: { type: 'value' },
          series: [
            {
              type: 'bar',
              name: say('ask.unit.people'),
              data: bars.map((bar) => bar.people),
              barCategoryGap: '8%',
            },
          ],
        }}
        figures={{
          head: [say(`distribution.${question.measure}`), say('rfm.share'), say('ask.unit.people')],
          rows: bars.map((bar) => ({
            cells: [name(bar), format.percent(bar.rate), format.number(bar.people)],
            onPick: behind(bar),
          })),
        }}
      />
      <dl className="quantiles" aria-label={say('distribution.quantiles')}>
        {figuresOf.map(([term, value]) => (
          <div key={term}>
            <dt className="quiet">{term}</dt>
            <dd className="figure">{of(value)}</dd>
          </div>
        ))}
      </dl>
    </Section>
  )
}

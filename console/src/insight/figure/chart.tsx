/** A figure over time as lines; each point leads to its people. */

import { Chart } from '../../platform/chart'
import { useFormats } from '../../platform/format'
import { useSay } from '../../platform/language'
import { Section } from '../../platform/page'
import { useOpenPeople } from '../asking/people'
import { bucket, useFigures } from '../asking/said'
import type { FigurePart } from '../asking/wire'
import { type AnsweredFigure, capital, useFinding } from './finding'
import { useLeads, useParts } from './parts'

const MOST_MARKED = 62
/** A grey that is seen on light and on dark. */
const PAST = '#8a827a'

export function FigureChart(answered: AnsweredFigure) {
  const { question, out } = answered
  const { grain } = question
  const { unit, metric } = out.answer
  const say = useSay()
  const format = useFormats()
  const figures = useFigures()
  const open = useOpenPeople()
  const { finding, compared, titled } = useFinding()
  const { words, drawn } = useParts(out)
  const leads = useLeads(metric)
  const than = compared(answered)
  const before = than === null ? '' : capital(than)
  const points = drawn[0]?.points ?? []
  const shown = (at: string) => bucket(format, grain, at)
  const behind = (part: FigurePart | undefined, at: string | undefined) =>
    leads && open && part && at
      ? () =>
          open(say('figure.at', { metric: titled(metric), part: words(part), at: shown(at) }), {
            at,
            part: part.part,
          })
      : undefined
  const alone = drawn.length === 1 && than !== null
  return (
    <Section>
      <Chart
        title={finding(answered)}
        unit={say(`ask.unit.${unit as 'people'}`)}
        height={320}
        onPick={({ series, at }) => {
          const part = drawn.find((one) => words(one) === series)
          behind(part, points[at]?.at)?.()
        }}
        option={{
          tooltip: {
            trigger: 'axis',
            valueFormatter: (value: unknown) =>
              figures(unit, typeof value === 'number' ? value : null),
          },
          legend: drawn.length > 1 || alone ? { top: 0, left: 0, type: 'scroll' } : undefined,
          grid: {
            left: 8,
            right: 24,
            bottom: 8,
            top: drawn.length > 1 || alone ? 40 : 16,
            outerBoundsMode: 'same',
          },
          xAxis: { type: 'category', data: points.map(({ at }) => shown(at)) },
          yAxis: {
            type: 'value',
            axisLabel: { formatter: (value: number) => figures(unit, value) },
          },
          series: [
            ...drawn.map((part) => ({
              type: 'line',
              name: words(part),
              data: part.points.map(({ value }) => value),
              symbolSize: points.length > MOST_MARKED ? 4 : 8,
              showSymbol: points.length <= MOST_MARKED,
            })),
            ...(alone
              ? [
                  {
                    type: 'line',
                    name: before,
                    data: drawn[0]?.points.map(({ against }) => against ?? null),
                    lineStyle: { type: 'dashed', color: PAST },
                    itemStyle: { color: PAST },
                    showSymbol: false,
                    silent: true,
                  },
                ]
              : []),
          ],
        }}
        figures={{
          head: [
            say(`ask.grain.${grain}`),
            ...(alone ? [before] : []),
            ...drawn.map((part) => words(part)),
          ],
          rows: points.map(({ at, against = null }, row) => ({
            cells: [
              shown(at),
              ...(alone ? [figures(unit, against)] : []),
              ...drawn.map((part) => figures(unit, part.points[row]?.value ?? null)),
            ],
            onPick: behind(drawn.at(-1), at),
          })),
        }}
      />
      {points.at(-1)?.is_whole === false && (
        <p className="quiet">{say('figure.unfinished', { at: shown(points.at(-1)?.at ?? '') })}</p>
      )}
    </Section>
  )
}

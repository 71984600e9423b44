/** How long friends stay: the share still standing after so many days, by part. */

import { Select } from 'antd'
import { Chart } from '../../platform/chart'
import type { Picked } from '../../platform/chart-drawn'
import { useFormats } from '../../platform/format'
import { useSay } from '../../platform/language'
import { Section } from '../../platform/page'
import { Note } from '../../platform/states'
import { AskPage } from '../asking/ask-page'
import { Choose, Named, Within } from '../asking/controls'
import { useOpenPeople } from '../asking/people'
import { lastDays } from '../asking/question'
import { SpanPicker } from '../asking/span-picker'
import type { Answered, QuestionOf } from '../asking/wire'
import { Count } from '../worth/lines'
import { SurvivalTable } from './survival-table'

type Survival = QuestionOf<'survival'>
type Part = Answered<'survival'>['out']['answer']['parts'][number]
const PARTS = ['', 'source_id', 'store', 'staff_id', 'ended_by'] as const
const SIDES = ['customer', 'staff'] as const
const DRAWN = 5

interface ControlsProps {
  question: Survival
  put: (part: Partial<Survival>) => void
  today: string
}

function Controls({ question, put, today }: ControlsProps) {
  const say = useSay()
  return (
    <>
      <Named name={say('survival.span')}>
        <SpanPicker value={question.span} today={today} onChange={(span) => put({ span })} />
      </Named>
      <Named name={say('survival.endedBy')}>
        <Select
          mode="multiple"
          aria-label={say('survival.endedBy')}
          style={{ minWidth: 192 }}
          value={question.ended_by}
          onChange={(ended_by) => ended_by.length > 0 && put({ ended_by })}
          options={SIDES.map((one) => ({ value: one, label: say(`survival.by.${one}`) }))}
        />
      </Named>
      <Choose
        name={say('ask.by')}
        value={question.by ?? ''}
        onChange={(by) => put({ by: by || null })}
        options={PARTS.map((one) => ({
          value: one,
          label: say(`survival.part.${one || 'nothing'}`),
        }))}
      />
      <Within value={question.within} onChange={(within) => put({ within })} />
    </>
  )
}

/** From the first day to the last one that is observed: without an end, a level line. */
function curve(points: Part['points'], marks: Part['marks']) {
  const drawn = [[0, 1], ...points.map(({ days, rate }) => [days, rate])]
  const [lastDay = 0] = drawn.at(-1) ?? []
  const beyond = marks.filter(({ days, rate }) => rate !== null && days > lastDay)
  return [...drawn, ...beyond.map(({ days, rate }) => [days, rate])]
}

function Found({ out }: Answered<'survival'>) {
  const say = useSay()
  const format = useFormats()
  const open = useOpenPeople()
  const { parts, comparison } = out.answer
  const [whole] = parts
  if (!whole || whole.relations === 0) return <Note shape="empty" title={say('survival.nobody')} />
  const name = (part: string | null) =>
    part === null ? say('survival.all') : (out.titles[part] ?? (part || say('worth.noPart')))
  const month = whole.marks.find(({ days }) => days === 30)?.rate ?? null
  const drawn = parts.slice(0, DRAWN + 1)
  const stood = (part: string | null, days: number) =>
    [
      `${name(part)} · ${say('survival.stood', { days })}`,
      { part: part ?? undefined, period: days },
    ] as const
  const pick = ({ series, data }: Picked) => {
    const part = drawn.find((one) => name(one.part) === series)
    if (part && Array.isArray(data)) open?.(...stood(part.part, Number(data[0])))
  }
  return (
    <>
      <Section>
        <Chart
          title={
            month === null
              ? say('survival.findingShort', { ended: format.number(whole.ended) })
              : say('survival.finding', { rate: format.percent(month) })
          }
          unit={say('survival.unit')}
          onPick={pick}
          option={{
            tooltip: {
              trigger: 'axis',
              valueFormatter: (one: unknown) => format.percent(Number(one)),
            },
            legend: { top: 0, left: 0, type: 'scroll' },
            xAxis: { type: 'value', name: say('survival.days'), min: 0 },
            yAxis: {
              type: 'value',
              max: 1,
              axisLabel: { formatter: (v: number) => format.percent(v) },
            },
            series: [
              ...drawn.map(({ part, points, marks }) => ({
                type: 'line',
                step: 'end',
                name: name(part),
                showSymbol: false,
                data: curve(points, marks),
              })),
              ...(['low', 'high'] as const).map((end) => ({
                type: 'line',
                step: 'end',
                name: say(`survival.${end}`),
                showSymbol: false,
                lineStyle: { type: 'dotted' },
                silent: true,
                data: whole.points.map((one) => [one.days, one[end]]),
              })),
            ],
          }}
          figures={{
            head: [
              say('survival.days'),
              say('survival.stands'),
              say('survival.low'),
              say('survival.high'),
              say('survival.ended'),
              say('survival.atRisk'),
            ],
            rows: whole.points.map((one) => ({
              onPick: open && (() => open(...stood(null, one.days))),
              cells: [
                format.number(one.days),
                format.percent(one.rate),
                one.low === null ? '—' : format.percent(one.low),
                one.high === null ? '—' : format.percent(one.high),
                <Count
                  key="ended"
                  count={one.ended}
                  title={say('survival.endedAfter', { days: one.days })}
                  cell={{ period: one.days, lost: true }}
                />,
                format.number(one.at_risk),
              ],
            })),
          }}
        />
        {comparison && (
          <p className="figure">
            {say(comparison.p_value < 0.05 ? 'survival.differ' : 'survival.alike', {
              p: comparison.p_value < 0.001 ? '< 0.001' : comparison.p_value.toFixed(3),
              chi: comparison.statistic.toFixed(1),
              freedom: comparison.freedom,
            })}
          </p>
        )}
      </Section>
      <SurvivalTable parts={parts} name={name} />
    </>
  )
}

export default function SurvivalPage() {
  const say = useSay()
  return (
    <AskPage<'survival'>
      title={say('survival.title')}
      purpose={say('survival.purpose')}
      begin={(today) => ({
        kind: 'survival',
        span: lastDays(today, 365),
        ended_by: ['customer', 'staff'],
      })}
      controls={(question, put, today) => <Controls question={question} put={put} today={today} />}
    >
      {(answered) => <Found {...answered} />}
    </AskPage>
  )
}

/** The model of the first three quarters of the span against what came after. */

import { Table } from 'antd'
import { Chart } from '../../platform/chart'
import { useFormats } from '../../platform/format'
import { useSay } from '../../platform/language'
import { FIGURE } from '../../platform/list'
import { Section } from '../../platform/page'
import type { AnswerOf } from '../asking/wire'
import { Refusal } from './numbers'

type Holdout = NonNullable<AnswerOf<'lifetime'>['holdout']>
type Fit = AnswerOf<'lifetime'>['fit']

function Tracking({ weeks, until }: Holdout) {
  const say = useSay()
  const format = useFormats()
  const last = weeks.at(-1)
  if (!last) return null
  const whole = (value: number) => format.number(Math.round(value))
  return (
    <Chart
      title={say('worth.tracking', { expected: whole(last.expected), actual: whole(last.actual) })}
      unit={say('worth.trackingUnit', { until: format.day(until) })}
      option={{
        tooltip: { trigger: 'axis' },
        legend: { top: 0, left: 0 },
        xAxis: { type: 'category', data: weeks.map(({ at }) => format.day(at)) },
        yAxis: { type: 'value' },
        series: [
          {
            type: 'line',
            name: say('worth.actual'),
            data: weeks.map(({ actual }) => actual),
            showSymbol: false,
          },
          {
            type: 'line',
            name: say('worth.expected'),
            data: weeks.map(({ expected }) => Math.round(expected)),
            lineStyle: { type: 'dashed' },
            showSymbol: false,
          },
        ],
      }}
      figures={{
        head: [say('ask.grain.week'), say('worth.expected'), say('worth.actual')],
        rows: weeks.map((one) => ({
          cells: [format.day(one.at), whole(one.expected), whole(one.actual)],
        })),
      }}
    />
  )
}

export function Checks({ holdout }: { holdout: Holdout }) {
  const say = useSay()
  const format = useFormats()
  if (holdout.refused)
    return (
      <Section title={say('worth.checks')}>
        <Refusal one={holdout.refused} title={say('worth.noCheck')} />
      </Section>
    )
  const two = (value: number) => format.number(Math.round(value * 100) / 100)
  return (
    <Section title={say('worth.checks')} note={say('worth.checksNote')}>
      <Tracking {...holdout} />
      <Table
        aria-label={say('worth.checks')}
        rowKey="repeats"
        size="middle"
        dataSource={holdout.classes}
        pagination={false}
        columns={[
          {
            title: say('worth.repeats'),
            render: (_, one) => `${one.repeats}${one.and_more ? '+' : ''}`,
          },
          {
            ...FIGURE,
            title: say('ask.unit.people'),
            render: (_, one) => format.number(one.people),
          },
          { ...FIGURE, title: say('worth.expected'), render: (_, one) => two(one.expected) },
          { ...FIGURE, title: say('worth.actual'), render: (_, one) => two(one.actual) },
        ]}
      />
    </Section>
  )
}

export function Parameters({ fit, title }: { fit: Fit; title: string }) {
  const say = useSay()
  const format = useFormats()
  if (!fit) return null
  const four = (value: number | null) => (value === null ? '—' : value.toPrecision(4))
  return (
    <p className="quiet figure">
      {title}
      {fit.parameters.map((one) => ` ${one.name} = ${four(one.value)} ± ${four(one.error)}`)}
      {` · ${say('worth.logLikelihood', { value: format.number(fit.log_likelihood) })}`}
    </p>
  )
}

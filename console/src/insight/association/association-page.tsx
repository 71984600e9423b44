/** Two metrics against each other: do they move together, how surely, and why that is no cause. */

import { InputNumber } from 'antd'
import { Chart } from '../../platform/chart'
import { useFormats } from '../../platform/format'
import { useLanguage, useSay } from '../../platform/language'
import { Section } from '../../platform/page'
import { Note } from '../../platform/states'
import { AskPage } from '../asking/ask-page'
import { Choose, Named, Within } from '../asking/controls'
import { useOpenPeople } from '../asking/people'
import { lastDays } from '../asking/question'
import { useMetrics } from '../asking/questions'
import { useFigures } from '../asking/said'
import { SpanPicker } from '../asking/span-picker'
import type { Answered, QuestionOf } from '../asking/wire'
import { Cautions } from '../worth/numbers'

type Association = QuestionOf<'association'>
const GRAINS: Association['grain'][] = ['day', 'week']
const MEASURES: Association['measure'][] = ['spearman', 'pearson']

interface ControlsProps {
  question: Association
  put: (part: Partial<Association>) => void
  today: string
}

function Controls({ question, put, today }: ControlsProps) {
  const say = useSay()
  const metrics = useMetrics().data ?? []
  const options = metrics.map(({ name, title }) => ({ value: name, label: title }))
  return (
    <>
      <Choose
        name={say('association.left')}
        value={question.left}
        onChange={(left) => put({ left })}
        options={options}
      />
      <Choose
        name={say('association.right')}
        value={question.right}
        onChange={(right) => put({ right })}
        options={options}
      />
      <Named name={say('ask.span')}>
        <SpanPicker value={question.span} today={today} onChange={(span) => put({ span })} />
      </Named>
      <Choose
        name={say('ask.grain')}
        value={question.grain}
        onChange={(grain) => put({ grain })}
        options={GRAINS.map((one) => ({ value: one, label: say(`ask.grain.${one}`) }))}
      />
      <Choose
        name={say('association.measure')}
        value={question.measure}
        onChange={(measure) => put({ measure })}
        options={MEASURES.map((one) => ({ value: one, label: say(`association.${one}`) }))}
      />
      <Named name={say('association.lags')}>
        <InputNumber
          aria-label={say('association.lags')}
          min={0}
          max={28}
          style={{ width: 80 }}
          value={question.lags}
          onChange={(lags) => put({ lags: lags ?? 0 })}
        />
      </Named>
      <Within value={question.within} onChange={(within) => put({ within })} />
    </>
  )
}

function Found({ question, out }: Answered<'association'>) {
  const say = useSay()
  const format = useFormats()
  const figures = useFigures()
  const open = useOpenPeople()
  const { language } = useLanguage()
  const metrics = useMetrics().data ?? []
  const { answer } = out
  const two = (value: number | null) => (value === null ? '—' : value.toFixed(2))
  const metric = (name: string) => metrics.find((one) => one.name === name)
  const [left, right] = [metric(question.left), metric(question.right)]
  if (answer.refused)
    return (
      <Note
        shape="empty"
        title={say('association.refused')}
        text={language === 'en' ? answer.refused.en : answer.refused.zh}
      />
    )
  const behind = (at: string | undefined) =>
    open && at && left?.people_behind
      ? () => open(`${left.title} · ${format.day(at)}`, { key: 'left', at })
      : undefined
  return (
    <Section>
      <Chart
        title={say('association.finding', {
          left: left?.title ?? question.left,
          right: right?.title ?? question.right,
          value: two(answer.correlation),
          low: two(answer.low),
          high: two(answer.high),
        })}
        unit={say('association.unit', { count: answer.points.length })}
        onPick={({ at }) => behind(answer.points[at]?.at)?.()}
        option={{
          tooltip: {},
          xAxis: { type: 'value', name: left?.title, scale: true },
          yAxis: { type: 'value', name: right?.title, scale: true },
          series: [
            {
              type: 'scatter',
              name: right?.title,
              data: answer.points.map((one) => [one.left, one.right]),
            },
          ],
        }}
        figures={{
          head: [
            say(`ask.grain.${question.grain}`),
            right?.title ?? question.right,
            left?.title ?? question.left,
          ],
          rows: answer.points.map((one) => ({
            cells: [
              format.day(one.at),
              figures(right?.unit ?? 'count', one.right),
              figures(left?.unit ?? 'count', one.left),
            ],
            onPick: behind(one.at),
          })),
        }}
      />
      <Cautions all={answer.warnings} />
      <p className="quiet figure">
        {say('association.independent', {
          low: two(answer.independent_low),
          high: two(answer.independent_high),
        })}
      </p>
      {answer.strongest_lag !== null && (
        <p className="figure">
          {say('association.strongest', {
            lag: answer.strongest_lag,
            value: two(
              answer.lags.find(({ lag }) => lag === answer.strongest_lag)?.correlation ?? null,
            ),
          })}
        </p>
      )}
    </Section>
  )
}

export default function AssociationPage() {
  const say = useSay()
  return (
    <AskPage<'association'>
      title={say('association.title')}
      purpose={say('association.purpose')}
      begin={(today) => ({
        kind: 'association',
        span: lastDays(today, 180),
        left: 'new_friends',
        right: 'orders',
        grain: 'day',
        measure: 'spearman',
        lags: 0,
      })}
      controls={(question, put, today) => <Controls question={question} put={put} today={today} />}
    >
      {(answered) => <Found {...answered} />}
    </AskPage>
  )
}

/** Activity: how many are about each day, week and month, and how often they return. */

import { Select } from 'antd'
import { Chart } from '../../platform/chart'
import { useFormats } from '../../platform/format'
import { useSay } from '../../platform/language'
import { Section } from '../../platform/page'
import { Note } from '../../platform/states'
import { AskPage } from '../asking/ask-page'
import { Named, Within } from '../asking/controls'
import { useOpenPeople } from '../asking/people'
import { lastDays } from '../asking/question'
import { useEvents } from '../asking/questions'
import { useFigures } from '../asking/said'
import { SpanPicker } from '../asking/span-picker'
import type { Answered } from '../asking/wire'

const COUNTS = ['dau', 'wau', 'mau'] as const
const MOST_MARKED = 62

function EventsPick({ value, onChange }: { value: string[]; onChange: (to: string[]) => void }) {
  const say = useSay()
  const events = useEvents().data ?? []
  return (
    <Named name={say('activity.events')}>
      <Select
        aria-label={say('activity.events')}
        mode="multiple"
        showSearch={{ optionFilterProp: 'label' }}
        maxTagCount={2}
        style={{ minWidth: 240, maxWidth: 480 }}
        popupMatchSelectWidth={false}
        placeholder={say('activity.own')}
        value={value}
        onChange={onChange}
        options={events.map(({ name, title }) => ({ value: name, label: title }))}
      />
    </Named>
  )
}

function Days({ out }: Answered<'activity'>) {
  const say = useSay()
  const format = useFormats()
  const figures = useFigures()
  const open = useOpenPeople()
  const { days, average_dau: dau, average_stickiness_rate: sticks } = out.answer
  const behind = (key: (typeof COUNTS)[number], at: string | undefined) =>
    open && at
      ? () =>
          open(say('activity.at', { what: say(`activity.${key}`), at: format.day(at) }), {
            at,
            key,
          })
      : undefined
  if (days.every(({ mau }) => mau === 0))
    return <Note shape="empty" title={say('activity.nobody')} text={say('funnel.nobodyText')} />
  return (
    <Section>
      <Chart
        title={say('activity.finding', {
          dau: figures('people', dau === null ? null : Math.round(dau)),
          rate: figures('rate', sticks),
        })}
        unit={say('ask.unit.people')}
        height={320}
        onPick={({ series, at }) => {
          const key = COUNTS.find((one) => say(`activity.${one}`) === series)
          if (key) behind(key, days[at]?.at)?.()
        }}
        option={{
          tooltip: {
            trigger: 'axis',
            valueFormatter: (value: unknown) => figures('count', Number(value)),
          },
          legend: { top: 0, left: 0 },
          grid: { left: 8, right: 24, bottom: 8, top: 40, outerBoundsMode: 'same' },
          xAxis: { type: 'category', data: days.map(({ at }) => format.day(at)) },
          yAxis: { type: 'value' },
          series: COUNTS.map((key) => ({
            type: 'line',
            name: say(`activity.${key}`),
            data: days.map((day) => day[key]),
            symbolSize: 8,
            showSymbol: days.length <= MOST_MARKED,
          })),
        }}
        figures={{
          head: [
            say('ask.grain.day'),
            say('activity.stickiness'),
            ...COUNTS.toReversed().map((key) => say(`activity.${key}`)),
          ],
          rows: days.map((day) => ({
            cells: [
              format.day(day.at),
              figures('rate', day.stickiness_rate),
              ...COUNTS.toReversed().map((key) => format.number(day[key])),
            ],
            onPick: day.dau > 0 ? behind('dau', day.at) : undefined,
          })),
        }}
      />
    </Section>
  )
}

export default function ActivityPage() {
  const say = useSay()
  return (
    <AskPage<'activity'>
      title={say('activity.title')}
      purpose={say('activity.purpose')}
      begin={(today) => ({ kind: 'activity', events: [], span: lastDays(today, 30) })}
      controls={(question, put, today) => (
        <>
          <Named name={say('ask.span')}>
            <SpanPicker value={question.span} today={today} onChange={(span) => put({ span })} />
          </Named>
          <EventsPick value={question.events} onChange={(events) => put({ events })} />
          <Within value={question.within} onChange={(within) => put({ within })} />
        </>
      )}
    >
      {(answered) => <Days {...answered} />}
    </AskPage>
  )
}

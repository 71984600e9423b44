/** Paths: what people do after something, or before it. */

import { InputNumber, Select, Space } from 'antd'
import { useSay } from '../../platform/language'
import { AskPage } from '../asking/ask-page'
import { EventPick, isWhole } from '../asking/conditions'
import { Choose, Named, Within } from '../asking/controls'
import { lastDays } from '../asking/question'
import { useEvents } from '../asking/questions'
import { SpanPicker } from '../asking/span-picker'
import type { QuestionOf } from '../asking/wire'
import { Flow } from './flow'

type Paths = QuestionOf<'paths'>
const DEPTHS = [1, 2, 3, 4, 5]
const DAY_MINUTES = 1440

interface ControlsProps {
  question: Paths
  put: (part: Partial<Paths>) => void
  today: string
}

function PathControls({ question, put, today }: ControlsProps) {
  const say = useSay()
  const events = useEvents().data ?? []
  return (
    <>
      <Choose<Paths['direction']>
        name={say('paths.direction')}
        value={question.direction}
        onChange={(direction) => put({ direction })}
        options={[
          { value: 'from', label: say('paths.from') },
          { value: 'to', label: say('paths.to') },
        ]}
      />
      <Named name={say('paths.anchor')}>
        <EventPick
          label={say('paths.anchor')}
          value={question.anchor}
          onChange={(anchor) => put({ anchor })}
        />
      </Named>
      <Choose
        name={say('paths.depth')}
        value={String(question.depth)}
        onChange={(depth) => put({ depth: Number(depth) })}
        options={DEPTHS.map((one) => ({ value: String(one), label: String(one) }))}
      />
      <Named name={say('paths.gap')}>
        <Space.Compact>
          <InputNumber
            aria-label={say('paths.gap')}
            min={0}
            max={366}
            style={{ width: 80 }}
            value={question.gap_minutes === null ? null : question.gap_minutes / DAY_MINUTES}
            placeholder="∞"
            onChange={(days) =>
              put({
                gap_minutes: days === null ? null : Math.max(1, Math.round(days * DAY_MINUTES)),
              })
            }
          />
          <Space.Addon>{say('ask.daysWord')}</Space.Addon>
        </Space.Compact>
      </Named>
      <Named name={say('ask.span')}>
        <SpanPicker value={question.span} today={today} onChange={(span) => put({ span })} />
      </Named>
      <Named name={say('paths.events')}>
        <Select
          aria-label={say('paths.events')}
          mode="multiple"
          showSearch={{ optionFilterProp: 'label' }}
          maxTagCount={2}
          style={{ minWidth: 240, maxWidth: 480 }}
          popupMatchSelectWidth={false}
          placeholder={say('paths.eventsAll')}
          value={question.events}
          onChange={(chosen) => put({ events: chosen })}
          options={events.map(({ name, title }) => ({ value: name, label: title }))}
        />
      </Named>
      <Within value={question.within} onChange={(within) => put({ within })} />
    </>
  )
}

export default function PathsPage() {
  const say = useSay()
  return (
    <AskPage<'paths'>
      title={say('paths.title')}
      purpose={say('paths.purpose')}
      begin={(today) => ({
        kind: 'paths',
        anchor: { event: 'FriendAdded', where: [] },
        direction: 'from',
        events: [],
        depth: 3,
        gap_minutes: 30 * DAY_MINUTES,
        repeats: false,
        span: lastDays(today, 90),
      })}
      controls={(question, put, today) => (
        <PathControls question={question} put={put} today={today} />
      )}
      lacks={({ anchor }) => (anchor.where.every(isWhole) ? null : say('ask.unfinished'))}
    >
      {(answered) => <Flow {...answered} />}
    </AskPage>
  )
}

/** Who enters a cohort, and what counts as coming back. */

import { InputNumber } from 'antd'
import { useSay } from '../../platform/language'
import { EventPick } from '../asking/conditions'
import { Choose, Named, Within } from '../asking/controls'
import { GrainPicker, SpanPicker } from '../asking/span-picker'
import type { QuestionOf } from '../asking/wire'

type Retention = QuestionOf<'retention'>
const HOWS: Retention['how'][] = ['exact', 'or_later', 'unbroken']
const ENTRIES: Retention['entry'][] = ['first', 'each']
const MOST_PERIODS = 60

interface ControlsProps {
  question: Retention
  put: (part: Partial<Retention>) => void
  today: string
}

export function RetentionControls({ question, put, today }: ControlsProps) {
  const say = useSay()
  return (
    <>
      <Named name={say('retention.first')}>
        <EventPick
          label={say('retention.first')}
          value={question.first}
          onChange={(first) => put({ first })}
        />
      </Named>
      <Named name={say('retention.returning')}>
        <EventPick
          label={say('retention.returning')}
          value={question.returning}
          onChange={(returning) => put({ returning })}
        />
      </Named>
      <Named name={say('ask.span')}>
        <SpanPicker value={question.span} today={today} onChange={(span) => put({ span })} />
      </Named>
      <Named name={say('ask.grain')}>
        <GrainPicker value={question.grain} onChange={(grain) => put({ grain })} />
      </Named>
      <Named name={say('retention.periods')}>
        <InputNumber
          aria-label={say('retention.periods')}
          min={1}
          max={MOST_PERIODS}
          style={{ width: 80 }}
          value={question.periods}
          onChange={(periods) => periods && put({ periods })}
        />
      </Named>
      <Choose
        name={say('retention.entry')}
        value={question.entry}
        onChange={(entry) => put({ entry })}
        options={ENTRIES.map((one) => ({ value: one, label: say(`retention.entry.${one}`) }))}
      />
      <Choose
        name={say('retention.how')}
        value={question.how}
        onChange={(how) => put({ how })}
        options={HOWS.map((one) => ({ value: one, label: say(`retention.how.${one}`) }))}
      />
      <Within value={question.within} onChange={(within) => put({ within })} />
    </>
  )
}

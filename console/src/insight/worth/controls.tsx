/** Whose purchases are read, by which model, how far ahead and at what margin. */

import { InputNumber } from 'antd'
import { useSay } from '../../platform/language'
import { Choose, Named, Within } from '../asking/controls'
import { SpanPicker } from '../asking/span-picker'
import type { QuestionOf } from '../asking/wire'

type Lifetime = QuestionOf<'lifetime'>
const MODELS: Lifetime['model'][] = ['bg_nbd', 'mbg_nbd', 'pareto_nbd']
const PARTS = ['', 'source_id', 'store'] as const

interface ControlsProps {
  question: Lifetime
  put: (part: Partial<Lifetime>) => void
  today: string
}

export function WorthControls({ question, put, today }: ControlsProps) {
  const say = useSay()
  const share = (name: string, value: number, change: (to: number) => void, min: number) => (
    <Named name={name}>
      <InputNumber
        aria-label={name}
        min={min}
        max={100}
        suffix="%"
        style={{ width: 96 }}
        value={Math.round(value * 100)}
        onChange={(typed) => typed !== null && change(typed / 100)}
      />
    </Named>
  )
  return (
    <>
      <Named name={say('worth.span')}>
        <SpanPicker value={question.span} today={today} onChange={(span) => put({ span })} />
      </Named>
      <Choose
        name={say('worth.model')}
        value={question.model}
        onChange={(model) => put({ model })}
        options={MODELS.map((one) => ({ value: one, label: say(`worth.model.${one}`) }))}
      />
      <Named name={say('worth.horizon')}>
        <InputNumber
          aria-label={say('worth.horizon')}
          min={1}
          max={3650}
          style={{ width: 96 }}
          value={question.horizon_days}
          onChange={(horizon_days) => horizon_days && put({ horizon_days })}
        />
      </Named>
      {share(say('worth.margin'), question.margin_rate, (to) => put({ margin_rate: to }), 1)}
      {share(say('worth.discount'), question.discount_rate, (to) => put({ discount_rate: to }), 0)}
      <Choose
        name={say('ask.by')}
        value={question.by ?? ''}
        onChange={(by) => put({ by: by || null })}
        options={PARTS.map((one) => ({ value: one, label: say(`worth.by.${one || 'nothing'}`) }))}
      />
      <Within value={question.within} onChange={(within) => put({ within })} />
    </>
  )
}

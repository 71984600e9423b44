/** The steps of a funnel, and how they are walked. */

import { DeleteOutlined } from '@ant-design/icons'
import { Button, InputNumber, Space } from 'antd'
import { useSay } from '../../platform/language'
import { Order } from '../../platform/order'
import { EventPick } from '../asking/conditions'
import { Choose, Named, Parting, Within } from '../asking/controls'
import { useEvents } from '../asking/questions'
import { SpanPicker } from '../asking/span-picker'
import type { QuestionOf, Selected } from '../asking/wire'

type Funnel = QuestionOf<'funnel'>
const ORDERS: Funnel['order'][] = ['ordered', 'strict', 'any']
const MOST_STEPS = 20
const LEAST_STEPS = 2
const DAY_SECONDS = 86_400

interface ControlsProps {
  question: Funnel
  put: (part: Partial<Funnel>) => void
  today: string
}

function Steps({ question: { steps }, put }: Omit<ControlsProps, 'today'>) {
  const say = useSay()
  const change = (at: number, ...to: Selected[]) => put({ steps: steps.toSpliced(at, 1, ...to) })
  const move = (at: number, by: 1 | -1) => {
    const [step] = steps.slice(at, at + 1)
    if (step) put({ steps: steps.toSpliced(at, 1).toSpliced(at + by, 0, step) })
  }
  return (
    <div className="whole-line stack-16">
      <ol className="asked-steps">
        {steps.map((step, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a step is its place
          <li key={at}>
            <EventPick
              label={say('funnel.step', { step: at + 1 })}
              value={step}
              onChange={(to) => change(at, to)}
            >
              <Order
                first={at === 0}
                last={at === steps.length - 1}
                up={say('funnel.earlier')}
                down={say('funnel.later')}
                onMove={(by) => move(at, by)}
              />
              <Button
                type="text"
                icon={<DeleteOutlined />}
                aria-label={say('funnel.removeStep')}
                disabled={steps.length <= LEAST_STEPS}
                onClick={() => change(at)}
              />
            </EventPick>
          </li>
        ))}
      </ol>
      <div>
        <Button
          disabled={steps.length >= MOST_STEPS}
          onClick={() => put({ steps: [...steps, { event: '', where: [] }] })}
        >
          {say('funnel.addStep')}
        </Button>
      </div>
    </div>
  )
}

export function FunnelControls({ question, put, today }: ControlsProps) {
  const say = useSay()
  const events = useEvents().data ?? []
  const first = events.find(({ name }) => name === question.steps[0]?.event)
  return (
    <>
      <Steps question={question} put={put} />
      <Named name={say('ask.span')}>
        <SpanPicker value={question.span} today={today} onChange={(span) => put({ span })} />
      </Named>
      <Named name={say('funnel.window')}>
        <Space.Compact>
          <InputNumber
            aria-label={say('funnel.window')}
            min={1}
            max={366}
            style={{ width: 80 }}
            value={Math.round((question.window_seconds / DAY_SECONDS) * 100) / 100}
            onChange={(days) => days && put({ window_seconds: Math.round(days * DAY_SECONDS) })}
          />
          <Space.Addon>{say('ask.daysWord')}</Space.Addon>
        </Space.Compact>
      </Named>
      <Choose
        name={say('funnel.order')}
        value={question.order}
        onChange={(order) => put({ order })}
        options={ORDERS.map((one) => ({ value: one, label: say(`funnel.order.${one}`) }))}
      />
      <Parting by={first?.by ?? []} value={question.by} onChange={(by) => put({ by })} />
      <Within value={question.within} onChange={(within) => put({ within })} />
    </>
  )
}

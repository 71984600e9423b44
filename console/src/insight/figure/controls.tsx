/** What a figure is asked with. */

import { Select } from 'antd'
import { useSay } from '../../platform/language'
import { AddCondition, Narrowing } from '../asking/conditions'
import { Choose, Named, Parting, Within } from '../asking/controls'
import { useEvents, useMetrics, useSegments } from '../asking/questions'
import { GrainPicker, SpanPicker } from '../asking/span-picker'
import type { Metric, QuestionOf } from '../asking/wire'

type Figure = QuestionOf<'figure'>
export const STAGES = ['acquisition', 'activation', 'retention', 'revenue', 'referral'] as const
const AGAINST = ['nothing', 'previous', 'year'] as const
const SEGMENT = 'segment:'

interface ControlsProps {
  question: Figure
  put: (part: Partial<Figure>) => void
  today: string
}

function MetricPick({ value, onChange }: { value: string; onChange: (name: string) => void }) {
  const say = useSay()
  const metrics = useMetrics().data ?? []
  const listed = (fits: (one: Metric) => boolean) =>
    metrics.filter(fits).map(({ name, title, means }) => ({ value: name, label: title, means }))
  const groups = [
    ...STAGES.map((stage) => ({
      label: say(`aarrr.${stage}`),
      options: listed((one) => one.stage === stage),
    })),
    { label: say('aarrr.other'), options: listed((one) => one.stage === null) },
  ]
  return (
    <Named name={say('figure.metric')}>
      <Select
        aria-label={say('figure.metric')}
        showSearch={{ optionFilterProp: 'label' }}
        style={{ minWidth: 176 }}
        popupMatchSelectWidth={false}
        value={value}
        onChange={onChange}
        options={groups.filter(({ options }) => options.length > 0)}
      />
    </Named>
  )
}

/** With what the figure is compared: its past, or a segment. */
function AgainstPick({ question, put }: Omit<ControlsProps, 'today'>) {
  const say = useSay()
  const segments = useSegments()
  return (
    <Choose<string>
      name={say('figure.against')}
      value={question.versus ? `${SEGMENT}${question.versus}` : question.against}
      onChange={(to) =>
        put(
          to.startsWith(SEGMENT)
            ? { versus: to.slice(SEGMENT.length), against: 'nothing' }
            : { versus: null, against: to as Figure['against'] },
        )
      }
      options={[
        ...AGAINST.map((one) => ({ value: one as string, label: say(`figure.against.${one}`) })),
        ...segments.map(({ id, name }) => ({
          value: `${SEGMENT}${id}`,
          label: say('figure.againstSegment', { name }),
        })),
      ]}
    />
  )
}

export function FigureControls({ question, put, today }: ControlsProps) {
  const say = useSay()
  const metric = useMetrics().data?.find(({ name }) => name === question.metric)
  const events = useEvents().data ?? []
  const [event = ''] = metric?.events ?? []
  const properties = events.find(({ name }) => name === event)?.properties ?? []
  return (
    <>
      <MetricPick
        value={question.metric}
        onChange={(name) => put({ metric: name, by: null, where: [] })}
      />
      <Named name={say('ask.span')}>
        <SpanPicker value={question.span} today={today} onChange={(span) => put({ span })} />
      </Named>
      <Named name={say('ask.grain')}>
        <GrainPicker value={question.grain} onChange={(grain) => put({ grain })} />
      </Named>
      <AgainstPick question={question} put={put} />
      {metric?.people_behind && (
        <Parting by={metric.by} value={question.by} onChange={(by) => put({ by })} />
      )}
      {metric?.people_behind && (
        <Within value={question.within} onChange={(within) => put({ within })} />
      )}
      {metric?.people_behind && properties.length > 0 && (
        <div className="conditions whole-line">
          <Narrowing
            event={event}
            properties={properties}
            where={question.where}
            onChange={(where) => put({ where })}
          />
          <div>
            <AddCondition
              properties={properties}
              onAdd={(one) => put({ where: [...question.where, one] })}
            />
          </div>
        </div>
      )}
    </>
  )
}

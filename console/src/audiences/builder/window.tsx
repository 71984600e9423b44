/** When an event counts: ever, a range of days, or after another event. */

import { DatePicker } from 'antd'
import dayjs from 'dayjs'
import { useSay } from '../../platform/language'
import type { Window } from '../language'
import { Days, Pick } from './pick'
import { Happening } from './where'

const KINDS = ['ever', 'last_days', 'before_last_days', 'between', 'after_event'] as const
const DAYS_FIRST = 30

function begun(kind: Window['kind'], before: Window): Window {
  const days = 'days' in before && before.kind !== 'after_event' ? before.days : DAYS_FIRST
  switch (kind) {
    case 'ever':
      return { kind }
    case 'between':
      return { kind, from: null, until: null }
    case 'after_event':
      return { kind, event: '', where: [], which: 'last', days: null }
    default:
      return { kind, days }
  }
}

interface WindowProps {
  window: Window
  onChange: (window: Window, of?: string) => void
  /** A sequence has no window after another event: its steps say that. */
  plain?: boolean
}

function Span({ window, onChange }: WindowProps & { window: Window & { kind: 'between' } }) {
  const say = useSay()
  const day = (text: string | null) => (text ? dayjs(text) : null)
  return (
    <DatePicker.RangePicker
      variant="filled"
      aria-label={say('build.between')}
      allowEmpty={[true, true]}
      value={[day(window.from), day(window.until)]}
      onChange={(days) =>
        onChange({
          kind: 'between',
          from: days?.[0]?.format('YYYY-MM-DD') ?? null,
          until: days?.[1]?.format('YYYY-MM-DD') ?? null,
        })
      }
      style={{ width: 264 }}
    />
  )
}

function After({
  window,
  onChange,
  head,
}: WindowProps & { window: Window & { kind: 'after_event' }; head: React.ReactNode }) {
  const say = useSay()
  return (
    <Happening
      step={window}
      onChange={(part, of) => onChange({ ...window, ...part }, of && `window/${of}`)}
      lead={
        <>
          {head}
          <Pick
            label={say('build.which')}
            value={window.which}
            onChange={(which) => onChange({ ...window, which: which as 'first' | 'last' })}
            options={[
              { value: 'first', label: say('build.firstTime') },
              { value: 'last', label: say('build.lastTime') },
            ]}
          />
        </>
      }
    >
      <span>{say('build.within')}</span>
      <Days
        label={say('build.withinDays')}
        placeholder={say('build.noLimit')}
        value={window.days}
        onChange={(days) => onChange({ ...window, days }, 'window/days')}
      />
    </Happening>
  )
}

export function WindowEditor({ window, onChange, plain }: WindowProps) {
  const say = useSay()
  const head = (
    <Pick
      label={say('build.window')}
      value={window.kind}
      onChange={(kind) => onChange(begun(kind as Window['kind'], window))}
      options={KINDS.filter((kind) => !plain || kind !== 'after_event').map((kind) => ({
        value: kind,
        label: say(`window.${kind}`),
      }))}
    />
  )
  if (window.kind === 'after_event')
    return <After window={window} onChange={onChange} head={head} />
  return (
    <div className="said">
      {head}
      {window.kind === 'between' && <Span window={window} onChange={onChange} />}
      {(window.kind === 'last_days' || window.kind === 'before_last_days') && (
        <Days
          label={say('build.windowDays')}
          value={window.days}
          onChange={(days) => onChange({ kind: window.kind, days }, 'window/days')}
        />
      )}
    </div>
  )
}

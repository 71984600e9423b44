/** The days asked about: the brand's own, both ends in them. */

import { DatePicker, Select, Space } from 'antd'
import dayjs from 'dayjs'
import { useSay } from '../../platform/language'
import { lastDays } from './question'
import type { Grain, Span } from './wire'

const OFFERED = [7, 30, 90, 180, 365]
const GRAINS: Grain[] = ['day', 'week', 'month']

interface SpanPickerProps {
  value: Span
  today: string
  onChange: (span: Span) => void
}

export function SpanPicker({ value, today, onChange }: SpanPickerProps) {
  const say = useSay()
  const chosen = OFFERED.find((days) => lastDays(today, days).first === value.first)
  return (
    <Space.Compact>
      <Select
        aria-label={say('ask.lastDays')}
        style={{ minWidth: 128 }}
        value={value.last === today ? (chosen ?? 0) : 0}
        onChange={(days) => days && onChange(lastDays(today, days))}
        options={[
          ...OFFERED.map((count) => ({ value: count, label: say('ask.last', { count }) })),
          { value: 0, label: say('ask.ownDays'), disabled: true },
        ]}
      />
      <DatePicker.RangePicker
        aria-label={say('ask.span')}
        allowClear={false}
        value={[dayjs(value.first), dayjs(value.last)]}
        maxDate={dayjs(today)}
        onChange={(days) => {
          const [first, last] = days ?? []
          if (first && last)
            onChange({ first: first.format('YYYY-MM-DD'), last: last.format('YYYY-MM-DD') })
        }}
      />
    </Space.Compact>
  )
}

export function GrainPicker({ value, onChange }: { value: Grain; onChange: (to: Grain) => void }) {
  const say = useSay()
  return (
    <Select
      aria-label={say('ask.grain')}
      value={value}
      onChange={onChange}
      options={GRAINS.map((one) => ({ value: one, label: say(`ask.grain.${one}`) }))}
    />
  )
}

/** What a value of a field is typed or chosen with, by its type. */

import { DatePicker, Input, InputNumber, Select } from 'antd'
import dayjs from 'dayjs'
import type { CustomField } from '../../api/types'
import { useSay } from '../../platform/language'

interface ValueProps {
  field: CustomField
  value: unknown
  onChange: (value: unknown) => void
  placeholder?: string
}

export function ValueInput({ field, value, onChange, placeholder }: ValueProps) {
  const say = useSay()
  const shared = { 'aria-label': field.title, placeholder, style: { width: '100%' } }
  const choices = field.choices.map((one) => ({ value: one, label: one }))
  switch (field.kind) {
    case 'number':
      return (
        <InputNumber
          {...shared}
          value={typeof value === 'number' ? value : null}
          onChange={(number) => onChange(number)}
        />
      )
    case 'date':
      return (
        <DatePicker
          {...shared}
          value={typeof value === 'string' ? dayjs(value) : null}
          onChange={(day) => onChange(day ? day.format('YYYY-MM-DD') : null)}
        />
      )
    case 'yes_no':
      return (
        <Select
          {...shared}
          allowClear
          value={typeof value === 'boolean' ? value : undefined}
          onChange={(yes) => onChange(yes ?? null)}
          options={[
            { value: true, label: say('profile.yes') },
            { value: false, label: say('profile.no') },
          ]}
        />
      )
    case 'one':
      return (
        <Select
          {...shared}
          allowClear
          showSearch
          value={typeof value === 'string' ? value : undefined}
          onChange={(one) => onChange(one ?? null)}
          options={choices}
        />
      )
    case 'several':
      return (
        <Select
          {...shared}
          mode="multiple"
          value={Array.isArray(value) ? value : []}
          onChange={(some: string[]) => onChange(some.length ? some : null)}
          options={choices}
        />
      )
  }
  return (
    <Input
      {...shared}
      maxLength={300}
      value={typeof value === 'string' ? value : ''}
      onChange={(event) => onChange(event.target.value || null)}
    />
  )
}

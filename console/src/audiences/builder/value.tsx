/** What a value is typed or chosen with, by what it is compared with. */

import { DatePicker, Select } from 'antd'
import dayjs from 'dayjs'
import { useSay } from '../../platform/language'
import { useStaff, useTagGroups } from '../../platform/lookups'
import { useMoney } from '../../platform/money'
import { useSession } from '../../platform/session/session'
import type { Bound, Property, Value } from '../language'
import { operand } from './kinds'
import { Count, Days, Pick } from './pick'

export type Asked = Omit<Property, 'name'>

interface OneProps {
  asked: Asked
  value: Bound | undefined
  onChange: (value: Bound) => void
  label: string
}

function Money({ value, onChange, label }: Omit<OneProps, 'asked'>) {
  const currency = useSession().me?.tenant?.currency ?? 'CNY'
  const money = useMoney(currency)
  return (
    <Count
      label={label}
      value={typeof value === 'number' ? money.typed(value) : null}
      onChange={(typed) => onChange(typed === null ? null : money.minor(typed))}
      digits={money.digits}
      suffix={currency}
    />
  )
}

function Day({ value, onChange, label }: Omit<OneProps, 'asked'>) {
  return (
    <DatePicker
      variant="filled"
      aria-label={label}
      placeholder={label}
      value={typeof value === 'string' ? dayjs(value) : null}
      onChange={(day) => onChange(day ? day.format('YYYY-MM-DD') : null)}
      style={{ width: 144 }}
    />
  )
}

function One({ asked, value, onChange, label }: OneProps) {
  if (asked.kind === 'money') return <Money value={value} onChange={onChange} label={label} />
  if (asked.kind === 'instant' || asked.kind === 'date')
    return <Day value={value} onChange={onChange} label={label} />
  return (
    <Count
      label={label}
      value={typeof value === 'number' ? value : null}
      onChange={(number) => onChange(number)}
    />
  )
}

interface KeysProps {
  value: string[]
  onChange: (keys: string[]) => void
  label: string
  options: { value?: string; label: string; options?: { value: string; label: string }[] }[]
  typed?: boolean
}

function Keys({ value, onChange, label, options, typed }: KeysProps) {
  const say = useSay()
  return (
    <Select
      variant="filled"
      mode={typed ? 'tags' : 'multiple'}
      showSearch
      optionFilterProp="label"
      tokenSeparators={typed ? [',', '，', ' '] : undefined}
      popupMatchSelectWidth={false}
      value={value}
      onChange={onChange}
      placeholder={say(typed ? 'build.typeKeys' : 'build.chooseKeys')}
      aria-label={label}
      options={options}
      className="keys"
    />
  )
}

function StaffKeys(props: Omit<KeysProps, 'options'>) {
  const staff = useStaff()
  const options = (staff.data ?? []).map((one) => ({
    value: one.id,
    label: one.node ? `${one.name} · ${one.node.name}` : one.name,
  }))
  return <Keys {...props} options={options} />
}

function TagKeys(props: Omit<KeysProps, 'options'>) {
  const groups = useTagGroups()
  const options = (groups.data ?? []).map((group) => ({
    label: group.name,
    options: group.tags.map((tag) => ({ value: tag.id, label: tag.name })),
  }))
  return <Keys {...props} options={options} />
}

function AnyKeys({ asked, ...props }: Omit<KeysProps, 'options'> & { asked: Asked }) {
  const options = asked.options?.map(({ key, title }) => ({ value: key, label: title }))
  if (options) return <Keys {...props} options={options} />
  if (asked.noun === 'staff') return <StaffKeys {...props} />
  if (asked.noun === 'tag') return <TagKeys {...props} />
  return <Keys {...props} options={[]} typed />
}

interface ValueProps {
  asked: Asked
  op: string
  value: Value | undefined
  /** `of` names what is typed in, for the undo. */
  onChange: (value: Value, of?: string) => void
}

export function ValueEditor({ asked, op, value, onChange }: ValueProps) {
  const say = useSay()
  const label = say('build.valueOf', { title: asked.title })
  switch (operand(op)) {
    case 'none':
      return null
    case 'keys': {
      const keys = Array.isArray(value) ? value.map(String) : []
      return <AnyKeys asked={asked} value={keys} onChange={onChange} label={label} />
    }
    case 'days':
      return (
        <Days
          label={label}
          value={typeof value === 'number' ? value : null}
          onChange={(days) => onChange(days, 'value')}
        />
      )
    case 'yes_no':
      return (
        <Pick
          label={label}
          value={String(value ?? true)}
          onChange={(one) => onChange(one === 'true')}
          options={[
            { value: 'true', label: say('do.yes') },
            { value: 'false', label: say('do.no') },
          ]}
        />
      )
    case 'pair': {
      const [from = null, until = null] = (Array.isArray(value) ? value : []) as Bound[]
      return (
        <>
          <One
            asked={asked}
            label={`${label}: ${say('build.from')}`}
            value={from}
            onChange={(one) => onChange([one, until], 'from')}
          />
          <span>{say('build.to')}</span>
          <One
            asked={asked}
            label={`${label}: ${say('build.until')}`}
            value={until}
            onChange={(one) => onChange([from, one], 'until')}
          />
        </>
      )
    }
    case 'one':
      return (
        <One
          asked={asked}
          label={label}
          value={value as Bound}
          onChange={(one) => onChange(one, 'value')}
        />
      )
  }
}

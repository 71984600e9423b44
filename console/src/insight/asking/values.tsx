/** What a property is compared with: a number, money, a text, choices, yes or no. */

import { Input, InputNumber, Select } from 'antd'
import { useSay } from '../../platform/language'
import { useNodes, useStaff, useTagGroups } from '../../platform/lookups'
import { useMoney } from '../../platform/money'
import { useSession } from '../../platform/session/session'
import { useNames } from './said'
import type { Condition, Property } from './wire'

export type Op = Condition['op']
export type Value = Condition['value']
interface Choice {
  value: string
  label: string
}

export const SETS = new Set<Op>(['any_of', 'none_of'])
export const BARE = new Set<Op>(['is_set', 'not_set'])
/** What an id may be chosen from; nobody types one. */
export const LISTED = new Set(['staff', 'node', 'store', 'tag'])

function useChoices({ choices, noun }: Property): Choice[] | null {
  const staff = useStaff()
  const groups = useTagGroups()
  const nodes = useNodes()
  if (choices) return choices.map(({ value, title }) => ({ value, label: title }))
  const named = (list: { id: string; name: string }[] = []) =>
    list.map(({ id, name }) => ({ value: id, label: name }))
  if (noun === 'staff') return named(staff.data)
  if (noun === 'node' || noun === 'store') return named(nodes.data)
  if (noun === 'tag') return named(groups.data?.flatMap(({ tags }) => tags))
  return null
}

interface ValueProps {
  event: string
  property: Property
  condition: Condition
  onChange: (value: Value) => void
}

function NumberValue({ event, property, condition, onChange }: ValueProps) {
  const say = useSay()
  const { isMoney } = useNames()
  const money = useMoney(useSession().me?.tenant.currency ?? 'CNY')
  const inMoney = isMoney(event, property.name)
  const value = typeof condition.value === 'number' ? condition.value : null
  return (
    <InputNumber
      aria-label={say('ask.value')}
      value={value !== null && inMoney ? money.typed(value) : value}
      onChange={(typed) => onChange(typed === null ? null : inMoney ? money.minor(typed) : typed)}
    />
  )
}

export function ValueInput(props: ValueProps) {
  const { property, condition, onChange } = props
  const say = useSay()
  const choices = useChoices(property)
  if (BARE.has(condition.op)) return null
  if (property.kind === 'yes_no')
    return (
      <Select
        aria-label={say('ask.value')}
        value={condition.value === true}
        onChange={onChange}
        options={[
          { value: true, label: say('do.yes') },
          { value: false, label: say('do.no') },
        ]}
      />
    )
  if (property.kind === 'number') return <NumberValue {...props} />
  if (!choices && !SETS.has(condition.op))
    return (
      <Input
        className="value"
        style={{ width: 200 }}
        aria-label={say('ask.value')}
        value={String(condition.value ?? '')}
        onChange={(event) => onChange(event.target.value)}
      />
    )
  return (
    <Select
      className="value"
      aria-label={say('ask.value')}
      mode={SETS.has(condition.op) ? (choices ? 'multiple' : 'tags') : undefined}
      showSearch={{ optionFilterProp: 'label' }}
      popupMatchSelectWidth={false}
      value={condition.value as string[] | string | undefined}
      onChange={onChange}
      options={choices ?? []}
    />
  )
}

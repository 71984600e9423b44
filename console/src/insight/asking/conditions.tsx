/** An event and what is asked of its properties. */

import { CloseOutlined } from '@ant-design/icons'
import { Button, Input, InputNumber, Select } from 'antd'
import type { ReactNode } from 'react'
import { useFormats } from '../../platform/format'
import { useSay } from '../../platform/language'
import { useNodes, useStaff, useTagGroups } from '../../platform/lookups'
import { useMoney } from '../../platform/money'
import { useSession } from '../../platform/session/session'
import { useEvents } from './questions'
import { useNames } from './said'
import type { Condition, Property, Selected } from './wire'

type Op = Condition['op']
type Value = Condition['value']
interface Choice {
  value: string
  label: string
}

const SETS = new Set<Op>(['any_of', 'none_of'])
const BARE = new Set<Op>(['is_set', 'not_set'])

/** What is asked first of a property: one of its choices, or the number itself. */
function begun({ name, kind, choices, noun }: Property): Condition {
  if (kind === 'yes_no') return { property: name, op: 'is', value: true }
  if (kind === 'number') return { property: name, op: 'ge', value: 0 }
  const op = choices || noun ? 'any_of' : 'eq'
  return { property: name, op, value: op === 'any_of' ? [] : '' }
}

function fitting(op: Op, value: Value): Value {
  if (BARE.has(op)) return null
  if (SETS.has(op)) return Array.isArray(value) ? value : value ? [String(value)] : []
  return Array.isArray(value) ? (value[0] ?? '') : (value ?? '')
}

/** A condition that says something yet; one being written is not asked. */
export const isWhole = ({ op, value }: Condition) =>
  BARE.has(op) || (Array.isArray(value) ? value.length > 0 : value !== '' && value !== null)

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

function ValueInput(props: ValueProps) {
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

interface NarrowingProps {
  event: string
  properties: Property[]
  where: Condition[]
  onChange: (where: Condition[]) => void
}

/** The conditions on an event, a line each. */
export function Narrowing({ event, properties, where, onChange }: NarrowingProps) {
  const say = useSay()
  const names = useNames()
  const put = (at: number, ...to: Condition[]) => onChange(where.toSpliced(at, 1, ...to))
  return where.map((condition, at) => {
    const property = properties.find(({ name }) => name === condition.property)
    return (
      // biome-ignore lint/suspicious/noArrayIndexKey: conditions have no name but their place
      <div key={at} className="narrowing">
        <span className="quiet">{say('ask.where')}</span>
        <Select
          aria-label={say('ask.property')}
          popupMatchSelectWidth={false}
          value={condition.property}
          onChange={(name) => {
            const next = properties.find((one) => one.name === name)
            if (next) put(at, begun(next))
          }}
          options={properties.map(({ name }) => ({ value: name, label: names.property(name) }))}
        />
        {property && (
          <>
            <Select
              aria-label={say('ask.op')}
              popupMatchSelectWidth={false}
              value={condition.op}
              onChange={(op) => put(at, { ...condition, op, value: fitting(op, condition.value) })}
              options={(property.ops as Op[]).map((op) => ({
                value: op,
                label: say(`ask.op.${op}`),
              }))}
            />
            <ValueInput
              event={event}
              property={property}
              condition={condition}
              onChange={(value) => put(at, { ...condition, value })}
            />
          </>
        )}
        <Button
          type="text"
          icon={<CloseOutlined />}
          aria-label={say('ask.removeWhere')}
          onClick={() => put(at)}
        />
      </div>
    )
  })
}

interface AddProps {
  properties: Property[]
  onAdd: (condition: Condition) => void
}

export function AddCondition({ properties, onAdd }: AddProps) {
  const say = useSay()
  const [first] = properties
  if (!first) return null
  return (
    <Button type="text" onClick={() => onAdd(begun(first))}>
      {say('ask.addWhere')}
    </Button>
  )
}

interface EventPickProps {
  value: Selected
  onChange: (to: Selected) => void
  label: string
  /** What stands behind the event in the same line. */
  children?: ReactNode
}

export function EventPick({ value, onChange, label, children }: EventPickProps) {
  const events = useEvents().data ?? []
  const properties = events.find(({ name }) => name === value.event)?.properties ?? []
  return (
    <div className="conditions">
      <div>
        <Select
          aria-label={label}
          showSearch={{ optionFilterProp: 'label' }}
          popupMatchSelectWidth={false}
          style={{ minWidth: 176 }}
          value={value.event || undefined}
          placeholder={label}
          onChange={(event) => onChange({ event, where: [] })}
          options={events.map(({ name, title }) => ({ value: name, label: title }))}
        />
        <AddCondition
          properties={properties}
          onAdd={(one) => onChange({ ...value, where: [...value.where, one] })}
        />
        {children}
      </div>
      <Narrowing
        event={value.event}
        properties={properties}
        where={value.where}
        onChange={(where) => onChange({ ...value, where })}
      />
    </div>
  )
}

/** An event and its conditions as a line of words. */
export function useSelectedWords() {
  const names = useNames()
  const say = useSay()
  const format = useFormats()
  return ({ event, where }: Selected) =>
    where.length === 0
      ? names.event(event)
      : say('ask.narrowed', { event: names.event(event), conditions: format.number(where.length) })
}

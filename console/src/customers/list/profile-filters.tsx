/** Filters by profile: a birthday to come, preferences, and the brand's own fields. */

import { Button, Flex, Input, InputNumber, Select } from 'antd'
import { useState } from 'react'
import type { CustomField } from '../../api/types'
import { useSay } from '../../platform/language'
import { useStaff } from '../../platform/lookups'
import { NodePicker } from '../../platform/pickers'
import { Line } from '../profile/line'
import { MOVED_BY, useCustomFields } from '../profile/use-fields'
import { ValueInput } from '../profile/value-input'
import type { Filters } from './filters'

interface FiltersProps {
  filters: Filters
  onChange: (part: Filters) => void
}
const ANY = '*'
const ORDERED = ['number', 'date']

const asText = (value: unknown) =>
  typeof value === 'boolean' ? (value ? 'yes' : 'no') : Array.isArray(value) ? value[0] : value

interface AddProps {
  fields: CustomField[]
  onAdd: (condition: string) => void
}

/** A condition being put together; Enter in a text or the button adds it. */
function Adding({ fields, onAdd }: AddProps) {
  const say = useSay()
  const [key, setKey] = useState<string>()
  const [how, setHow] = useState('=')
  const [value, setValue] = useState<unknown>(null)
  const field = fields.find((one) => one.key === key)
  const known = how === ANY || (value !== null && value !== undefined)
  const add = () => {
    if (!field || !known) return
    onAdd(how === ANY ? `${field.key}=${ANY}` : `${field.key}${how}${asText(value)}`)
    setValue(null)
  }
  const ways = ['=', ...(field && ORDERED.includes(field.kind) ? ['>=', '<='] : []), ANY]
  const words = {
    '=': 'filter.is',
    '>=': 'filter.least',
    '<=': 'filter.most',
    [ANY]: 'filter.known',
  }
  return (
    <Flex vertical gap={8}>
      <Select
        allowClear
        aria-label={say('filter.custom')}
        placeholder={say('filter.pickField')}
        value={key}
        onChange={(chosen) => {
          setKey(chosen)
          setValue(null)
          setHow(fields.find((one) => one.key === chosen)?.sealed ? ANY : '=')
        }}
        options={fields.map((one) => ({ value: one.key, label: one.title }))}
      />
      {field && (
        <Flex gap={8}>
          <Select
            aria-label={say('filter.how')}
            value={how}
            onChange={setHow}
            style={{ width: 128, flex: 'none' }}
            options={(field.sealed ? [ANY] : ways).map((way) => ({
              value: way,
              label: say(words[way as keyof typeof words] as 'filter.is'),
            }))}
          />
          {how === ANY ? (
            <Input disabled />
          ) : (
            <ValueInput
              field={field.kind === 'several' ? { ...field, kind: 'one' } : field}
              value={value}
              onChange={setValue}
            />
          )}
          <Button disabled={!known} onClick={add}>
            {say('do.add')}
          </Button>
        </Flex>
      )}
    </Flex>
  )
}

function Custom({ filters, onChange }: FiltersProps) {
  const say = useSay()
  const { data: fields = [] } = useCustomFields()
  const asked = filters.custom ?? []
  if (fields.length === 0 && asked.length === 0) return null
  const words = (condition: string) => {
    const [, key = '', how = '', what = ''] = /^(\w+)(>=|<=|=)(.*)$/s.exec(condition) ?? []
    const title = fields.find((one) => one.key === key)?.title ?? key
    return what === ANY ? `${title}: ${say('filter.known')}` : `${title} ${how} ${what}`
  }
  return (
    <Line label={say('filter.custom')}>
      {asked.map((condition) => (
        <Flex key={condition} justify="space-between" align="center" gap={8}>
          <span>{words(condition)}</span>
          <Button
            type="text"
            onClick={() => onChange({ custom: asked.filter((one) => one !== condition) })}
          >
            {say('profile.takeOut')}
          </Button>
        </Flex>
      ))}
      <Adding
        fields={fields}
        onAdd={(condition) => onChange({ custom: [...new Set([...asked, condition])] })}
      />
    </Line>
  )
}

export function ProfileFilters({ filters, onChange }: FiltersProps) {
  const say = useSay()
  const staff = useStaff()
  return (
    <>
      <Line label={say('filter.birthday')}>
        <InputNumber
          aria-label={say('filter.birthday')}
          min={0}
          max={366}
          precision={0}
          suffix={say('filter.days')}
          value={filters.birthday_within_days ?? null}
          onChange={(days) => onChange({ birthday_within_days: days ?? undefined })}
          style={{ width: '100%' }}
        />
      </Line>
      <Line label={say('profile.movedBy')}>
        <Select
          mode="multiple"
          optionFilterProp="label"
          aria-label={say('profile.movedBy')}
          placeholder={say('filter.either')}
          value={filters.moved_by ?? []}
          onChange={(moved_by) => onChange({ moved_by })}
          options={MOVED_BY.map((one) => ({ value: one, label: say(`moved.${one}`) }))}
        />
      </Line>
      <Line label={say('profile.store')}>
        <NodePicker
          value={filters.preferred_store_id}
          onChange={(preferred_store_id) => onChange({ preferred_store_id })}
          placeholder={say('filter.either')}
        />
      </Line>
      <Line label={say('profile.adviser')}>
        <Select
          allowClear
          showSearch
          optionFilterProp="label"
          aria-label={say('profile.adviser')}
          placeholder={say('filter.either')}
          value={filters.preferred_adviser_id ?? undefined}
          onChange={(preferred_adviser_id) => onChange({ preferred_adviser_id })}
          options={(staff.data ?? []).map((one) => ({ value: one.id, label: one.name }))}
        />
      </Line>
      <Custom filters={filters} onChange={onChange} />
    </>
  )
}

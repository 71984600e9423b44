/** The row above a list: search, the filters, its order, its columns, how many there are. */

import { useQuery } from '@tanstack/react-query'
import { Button, Input, type InputRef, Select } from 'antd'
import { type RefObject, useState } from 'react'
import { get } from '../../api/client'
import type { Count } from '../../api/types'
import { Detail } from '../../platform/detail'
import { useFormats } from '../../platform/format'
import { type Key, useSay } from '../../platform/language'
import { useFields } from '../fields'
import { FilterForm } from './filter-form'
import { countOf, SORTS, toSearch, type useListed } from './filters'

type List = ReturnType<typeof useListed>
const OWN: [string, Key][] = [
  ['state', 'customers.state'],
  ['staff', 'customers.staff'],
  ['tags', 'customers.tags'],
  ['met_at', 'columns.met_at'],
]

export const useCount = (list: List) =>
  useQuery({
    queryKey: ['/customers', 'count', toSearch(list.listed.filters)],
    queryFn: () => get<Count>('/customers/count', { ...list.listed.filters }),
    refetchInterval: 30_000,
  })

export function CountOf({ list }: { list: List }) {
  const say = useSay()
  const format = useFormats()
  const { data } = useCount(list)
  if (!data) return <span className="quiet">{say('count.counting')}</span>
  const values = { count: data.count }
  const text = say(data.capped ? 'count.more' : 'count.of', values)
  return (
    <span className="quiet figure">
      {text.replace(String(data.count), format.number(data.count))}
    </span>
  )
}

function Columns({ list }: { list: List }) {
  const say = useSay()
  const fields = useFields()
  const declared = (fields.data ?? [])
    .filter((field) => field.name !== 'name')
    .map((field) => ({ value: field.name, label: field.title }))
  return (
    <Select
      mode="multiple"
      value={list.listed.columns}
      onChange={(columns) => list.change({ columns })}
      maxTagCount={0}
      maxTagPlaceholder={(hidden) => `${say('columns.choose')} (${hidden.length})`}
      aria-label={say('columns.choose')}
      placeholder={say('columns.choose')}
      popupMatchSelectWidth={240}
      style={{ width: 128 }}
      options={[...OWN.map(([value, key]) => ({ value, label: say(key) })), ...declared]}
    />
  )
}

export function FilterBar({ list, search }: { list: List; search: RefObject<InputRef | null> }) {
  const say = useSay()
  const [open, setOpen] = useState(false)
  const { filters, sort } = list.listed
  const asked = countOf(filters)
  return (
    <div className="filters">
      <Input.Search
        key={filters.q}
        ref={search}
        allowClear
        defaultValue={filters.q}
        onSearch={(q) => list.filter({ q })}
        placeholder={say('customers.search')}
        style={{ width: 240 }}
      />
      <Select
        allowClear
        value={filters.state ?? undefined}
        onChange={(state) => list.filter({ state })}
        placeholder={say('customers.anyState')}
        style={{ width: 144 }}
        options={(['friend', 'lost'] as const).map((one) => ({
          value: one,
          label: say(`customers.${one}`),
        }))}
      />
      <Button onClick={() => setOpen(true)}>
        {asked ? say('filter.moreCount', { count: asked }) : say('filter.more')}
      </Button>
      <Select
        value={sort}
        onChange={(value) => list.change({ sort: value })}
        style={{ width: 176 }}
        options={SORTS.map((one) => ({ value: one, label: say(`sort.${one}`) }))}
      />
      <Columns list={list} />
      <CountOf list={list} />
      <Detail open={open} onClose={() => setOpen(false)} title={say('filter.more')} size={440}>
        <FilterForm filters={filters} onChange={list.filter} />
      </Detail>
    </div>
  )
}

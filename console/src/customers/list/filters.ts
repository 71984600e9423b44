/** What a list is filtered by: in the URL, in saved views and in bulk acts, in one shape. */

import { useMemo } from 'react'
import { useSearchParams } from 'react-router'
import type { SavedView, Sort } from '../../api/types'

export type Filters = Partial<SavedView['filters']>
export const SORTS: Sort[] = ['-met_at', 'met_at', '-added_at', 'added_at']
export const DEFAULT_COLUMNS = ['state', 'staff', 'tags', 'live_code', 'added_at']

const MANY = ['any_tag_ids', 'all_tag_ids', 'no_tag_ids', 'moved_by', 'custom'] as const
const ONE = [
  'q',
  'tag_source',
  'staff_id',
  'node_id',
  'state',
  'has_phone',
  'met_from',
  'met_until',
  'added_from',
  'added_until',
  'birthday_within_days',
  'preferred_store_id',
  'preferred_adviser_id',
  'segment_id',
] as const
/** A value of a brand's own field may hold a comma. */
const kept = (name: string, one: string) => (name === 'custom' ? encodeURIComponent(one) : one)
const whole = (name: string, one: string) => (name === 'custom' ? decodeURIComponent(one) : one)

function typed(name: string, value: string) {
  if (name === 'has_phone') return value === 'true'
  return name === 'birthday_within_days' ? Number(value) : value
}

/** The filters that an address holds. */
export function fromSearch(search: URLSearchParams): Filters {
  const found: Record<string, unknown> = {}
  for (const name of MANY) {
    const ids = search.get(name)?.split(',').filter(Boolean) ?? []
    if (ids.length) found[name] = ids.map((one) => whole(name, one))
  }
  for (const name of ONE) {
    const value = search.get(name)
    if (value) found[name] = typed(name, value)
  }
  return found as Filters
}

/** The address parts of filters; what does not matter is left out. */
export function toSearch(filters: Filters): Record<string, string> {
  const parts: Record<string, string> = {}
  for (const [name, value] of Object.entries(filters)) {
    if (Array.isArray(value) ? value.length : value !== null && value !== undefined && value !== '')
      parts[name] = Array.isArray(value)
        ? value.map((one) => kept(name, one)).join(',')
        : String(value)
  }
  return parts
}

/** How many things besides the search text are asked. */
export const countOf = (filters: Filters) =>
  Object.keys(toSearch(filters)).filter((name) => name !== 'q').length

export interface Listed {
  filters: Filters
  sort: Sort
  columns: string[]
  view: string
}

export function listedOf(search: URLSearchParams): Listed {
  const sort = search.get('sort') as Sort
  return {
    filters: fromSearch(search),
    sort: SORTS.includes(sort) ? sort : '-met_at',
    columns: search.get('columns')?.split(',').filter(Boolean) ?? DEFAULT_COLUMNS,
    view: search.get('view') ?? '',
  }
}

/** A list as an address; what is as everyone's list has it is left out. */
export function searchOf({ filters, sort, columns, view }: Listed): URLSearchParams {
  const same = columns.join() === DEFAULT_COLUMNS.join()
  return new URLSearchParams({
    ...toSearch(filters),
    ...(sort === '-met_at' ? {} : { sort }),
    ...(same ? {} : { columns: columns.join(',') }),
    ...(view ? { view } : {}),
  })
}

export const ofView = (view: SavedView): Listed => ({
  filters: fromSearch(new URLSearchParams(toSearch(view.filters))),
  sort: view.sort,
  columns: view.columns.length ? view.columns : DEFAULT_COLUMNS,
  view: view.id,
})

/** The list that the address asks for, and how to ask for another. */
export function useListed() {
  const [search, setSearch] = useSearchParams()
  const listed = useMemo(() => listedOf(search), [search])
  const change = (part: Partial<Listed>) =>
    setSearch(searchOf({ ...listed, ...part }), { replace: true })
  const filter = (part: Filters) => change({ filters: { ...listed.filters, ...part } })
  return { listed, change, filter, untouched: search.size === 0 }
}

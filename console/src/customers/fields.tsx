import { useQuery } from '@tanstack/react-query'
import { get } from '../api/client'
import type { Customer, Field } from '../api/types'
import { Pairs } from '../platform/detail'
import { type Formats, useFormats } from '../platform/format'
import { useLanguage } from '../platform/language'

/** Fields that the page already shows elsewhere. */
const SHOWN = ['name', 'added_at']

export function useFields() {
  const { language } = useLanguage()
  return useQuery({
    queryKey: ['/fields', language],
    queryFn: () => get<Field[]>('/fields'),
    staleTime: Number.POSITIVE_INFINITY,
  })
}

export function shown(value: unknown, kind: string, format: Formats): string {
  if (kind === 'instant' && typeof value === 'string') return format.instant(value)
  if (kind === 'money' && typeof value === 'number') return format.money(value)
  if (typeof value === 'number') return format.number(value)
  if (Array.isArray(value)) return value.join(', ')
  return String(value)
}

/** What the other parts of the product know of this person. */
export function Fields({ customer }: { customer: Customer }) {
  const format = useFormats()
  const fields = useFields()
  const values = customer.fields as Record<string, unknown>
  const rows = (fields.data ?? [])
    .filter(
      ({ name }) => !SHOWN.includes(name) && values[name] !== undefined && values[name] !== null,
    )
    .map(({ name, title, kind }): [string, string] => [title, shown(values[name], kind, format)])
  return rows.length > 0 && <Pairs rows={rows} />
}

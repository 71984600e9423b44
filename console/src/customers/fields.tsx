import { useQuery } from '@tanstack/react-query'
import { get } from '../api/client'
import type { Customer, Field, YearlyDay } from '../api/types'
import { Pairs } from '../platform/detail'
import { type Formats, useFormats } from '../platform/format'
import { type Key, type Language, type Say, useLanguage, useSay } from '../platform/language'
import { MOVED_BY } from './profile/use-fields'
import { dayWords } from './profile/words'

/** Fields that the page already shows elsewhere. */
const SHOWN = [
  'name',
  'added_at',
  'birthday',
  'next_birthday',
  'preferred_store',
  'preferred_adviser',
  'moved_by',
]
const CUSTOM = 'custom_'

export function useFields() {
  const { language } = useLanguage()
  return useQuery({
    queryKey: ['/fields', language],
    queryFn: () => get<Field[]>('/fields'),
    staleTime: Number.POSITIVE_INFINITY,
  })
}

export interface Spoken {
  format: Formats
  say: Say
  language: Language
}

/** In whose language and whose formats values are told. */
export function useSpoken(): Spoken {
  const { language } = useLanguage()
  return { format: useFormats(), say: useSay(), language }
}

const moved = (value: unknown): value is (typeof MOVED_BY)[number] =>
  (MOVED_BY as readonly unknown[]).includes(value)

export function shown(value: unknown, kind: string, spoken: Spoken, name = ''): string {
  const { format, say, language } = spoken
  if (kind === 'instant' && typeof value === 'string') return format.instant(value)
  if (kind === 'money' && typeof value === 'number') return format.money(value)
  if (typeof value === 'number') return format.number(value)
  if (typeof value === 'boolean') return say(value ? 'profile.yes' : 'profile.no')
  if (kind === 'day' && typeof value === 'object') return dayWords(value as YearlyDay, language)
  if (Array.isArray(value)) {
    const said = (one: unknown) =>
      name === 'moved_by' && moved(one) ? say(`moved.${one}` as Key) : String(one)
    return value.map(said).join(', ')
  }
  return String(value)
}

/** What the other parts of the product know of this person. */
export function Fields({ customer }: { customer: Customer }) {
  const spoken = useSpoken()
  const fields = useFields()
  const values = customer.fields as Record<string, unknown>
  const rows = (fields.data ?? [])
    .filter(
      ({ name }) =>
        !SHOWN.includes(name) &&
        !name.startsWith(CUSTOM) &&
        values[name] !== undefined &&
        values[name] !== null,
    )
    .map(({ name, title, kind }): [string, string] => [title, shown(values[name], kind, spoken)])
  return rows.length > 0 && <Pairs rows={rows} />
}

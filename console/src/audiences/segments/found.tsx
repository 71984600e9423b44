/** What was found in a person, as a condition asked for it: money, days, names of keys. */

import { createContext, use } from 'react'
import { useFormats } from '../../platform/format'
import { useSay } from '../../platform/language'
import { useStaff, useTagGroups } from '../../platform/lookups'
import type { Reason } from '../api'
import { measuredKind } from '../builder/kinds'
import type { Catalogue, Condition, Property } from '../language'
import { useCatalogue } from '../questions'

/** The definition that the reasons are about. */
export const Asked = createContext<Condition | undefined>(undefined)

/** The condition that stands at a place such as `$.of[1].of`. */
export function at(definition: unknown, place: string): Condition | undefined {
  const steps = [...place.matchAll(/\.(\w+)|\[(\d+)\]/g)].map(([, key, nth]) => key ?? Number(nth))
  return steps.reduce<unknown>(
    (found, step) => (found as Record<string | number, unknown> | undefined)?.[step],
    definition,
  ) as Condition | undefined
}

/** What a condition looks at: a field, or a property of an event by its measure. */
export function subject(catalogue: Catalogue, asked: Condition): Property | undefined {
  if (asked.kind === 'field') return catalogue.fields.find((one) => one.name === asked.field)
  if (asked.kind === 'top') return catalogue.fields.find((one) => one.name === asked.by)
  if (asked.kind !== 'event') return undefined
  const event = catalogue.events.find((one) => one.name === asked.event)
  const property = event?.properties.find((one) => one.name === asked.property)
  const kind = measuredKind(asked.measure, property?.kind)
  return { ...property, name: '', title: '', kind }
}

/** How the value of a reason is said; null where there is nothing to say. */
export function useFound(): (reason: Reason) => string | null {
  const say = useSay()
  const format = useFormats()
  const definition = use(Asked)
  const catalogue = useCatalogue().data
  const staff = useStaff().data ?? []
  const tags = (useTagGroups().data ?? []).flatMap((group) => group.tags)
  const name = (key: unknown, of: Property | undefined) =>
    of?.options?.find((one) => one.key === key)?.title ??
    staff.find((one) => one.id === key)?.name ??
    tags.find((one) => one.id === key)?.name ??
    String(key)
  return ({ place, value }) => {
    if (value === null || value === undefined) return say('state.none')
    const asked = at(definition, place)
    const of = catalogue && asked && subject(catalogue, asked)
    if (Array.isArray(value))
      return value.map((one) => name(one, of)).join(', ') || say('state.none')
    if (typeof value === 'boolean') return say(value ? 'do.yes' : 'do.no')
    if (typeof value === 'number') {
      if (of?.kind === 'money') return format.money(value)
      if (of?.kind === 'instant') return format.instant(new Date(value * 1000))
      return format.number(value)
    }
    return of?.kind === 'instant' ? format.instant(String(value)) : name(value, of)
  }
}

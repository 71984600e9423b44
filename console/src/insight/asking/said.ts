/** Figures, parts, events and properties in words. */

import { useMemo } from 'react'
import { type Formats, useFormats } from '../../platform/format'
import { type Key, type Say, useSay } from '../../platform/language'
import { useCatalogue, useEvents } from './questions'
import type { Grain } from './wire'

const NOTHING = '—'
const DAY = 86_400

/** A value of a unit; null is said as nothing, not as zero. */
export function figure(format: Formats, unit: string, value: number | null): string {
  if (value === null) return NOTHING
  if (unit === 'money') return format.money(value)
  if (unit === 'rate') return format.percent(value)
  return format.number(Math.round(value * 100) / 100)
}

/** The first day of a bucket as one reads it. */
export function bucket(format: Formats, grain: Grain, at: string): string {
  return grain === 'month' ? format.month(at.slice(0, 7)) : format.day(at)
}

/** A time that passed: days, hours or minutes, whichever says it in few digits. */
export function lasting(say: Say, format: Formats, seconds: number): string {
  const one = (key: Key, count: number) =>
    say(key, { count: format.number(Math.round(count * 10) / 10) })
  if (seconds >= DAY) return one('ask.days', seconds / DAY)
  if (seconds >= 3600) return one('ask.hours', seconds / 3600)
  return one('ask.minutes', seconds / 60)
}

export function useNames() {
  const say = useSay()
  const catalogue = useCatalogue()
  const events = useEvents().data
  return useMemo(() => {
    const titled = catalogue?.events.flatMap((one) => one.properties) ?? []
    const properties = new Map(titled.map((one) => [one.name, one.title]))
    const fields = new Map(catalogue?.fields.map((one) => [one.name, one.title]))
    const property = (name: string) =>
      name === 'store' ? say('ask.store') : (properties.get(name) ?? name)
    return {
      event: (name: string) => events?.find((one) => one.name === name)?.title ?? name,
      property,
      isMoney: (event: string, name: string) =>
        catalogue?.events
          .find((one) => one.name === event)
          ?.properties.some((one) => one.name === name && one.kind === 'money') ??
        name === 'amount',
      /** What something is broken down by: a property, the store, or a field of the person. */
      by: (name: string) =>
        name.startsWith('field:')
          ? (fields.get(name.slice('field:'.length)) ?? name.slice('field:'.length))
          : property(name),
      fields: catalogue?.fields ?? [],
    }
  }, [say, catalogue, events])
}

export function useFigures() {
  const format = useFormats()
  return (unit: string, value: number | null) => figure(format, unit, value)
}

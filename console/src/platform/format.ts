/** Instants, days and numbers as a person reads them, in the tenant's zone. */

import { useMemo } from 'react'
import { type Language, useLanguage } from './language'
import { useSession } from './session/session'

export function formats(language: Language, zone: string) {
  const make = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(language, { timeZone: zone, hourCycle: 'h23', ...options })
  const clock = make({ hour: '2-digit', minute: '2-digit' })
  const seconds = make({ hour: '2-digit', minute: '2-digit', second: '2-digit' })
  const near = make({ month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit' })
  const far = make({
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
  })
  const date = make({ month: 'short', day: 'numeric', weekday: 'short' })
  const plain = new Intl.DateTimeFormat(language, {
    timeZone: 'UTC',
    month: 'short',
    day: 'numeric',
  })
  const sortable = new Intl.DateTimeFormat('sv-SE', { timeZone: zone })
  const number = new Intl.NumberFormat(language)
  const percent = new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 1 })
  const year = new Intl.DateTimeFormat('en', { timeZone: zone, year: 'numeric' })
  const parsed = (at: string | Date) => (typeof at === 'string' ? new Date(at) : at)
  const instant = (at: string | Date) => {
    const when = parsed(at)
    return year.format(when) === year.format(new Date()) ? near.format(when) : far.format(when)
  }
  const localDay = (at: string | Date) => sortable.format(parsed(at))
  return {
    /** Hours and minutes. */
    time: (at: string | Date) => clock.format(parsed(at)),
    timeWithSeconds: (at: string | Date) => seconds.format(parsed(at)),
    /** Day and time; the year only when it is not this one. */
    instant,
    /** Hours and minutes today, the day as well before. */
    recent: (at: string, now: Date) =>
      localDay(at) === localDay(now) ? clock.format(parsed(at)) : instant(at),
    /** From one instant to another; the day is said once when it is the same. */
    span: (from: string, to: string) =>
      `${instant(from)} – ${localDay(from) === localDay(to) ? clock.format(parsed(to)) : instant(to)}`,
    date: (at: string | Date) => date.format(parsed(at)),
    /** A plain day such as 2026-11-22, which has no zone. */
    day: (day: string) => plain.format(new Date(`${day}T00:00:00Z`)),
    /** The tenant's day of an instant, as 2026-11-22. */
    localDay,
    number: (value: number) => number.format(value),
    percent: (value: number) => percent.format(value),
  }
}

export type Formats = ReturnType<typeof formats>

export function useFormats(): Formats {
  const { language } = useLanguage()
  const zone = useSession().me?.tenant.zone ?? 'Asia/Shanghai'
  return useMemo(() => formats(language, zone), [language, zone])
}

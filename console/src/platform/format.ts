/** Instants, days, numbers and money as a person reads them, in the tenant's zone and currency. */

import { useMemo } from 'react'
import { type Language, useLanguage } from './language'
import { useSession } from './session/session'

export function formats(language: Language, zone: string, currency = 'CNY') {
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
  const month = new Intl.DateTimeFormat(language, {
    timeZone: 'UTC',
    year: 'numeric',
    month: 'short',
  })
  const number = new Intl.NumberFormat(language)
  const money = new Intl.NumberFormat(language, { style: 'currency', currency })
  const minor = 10 ** (money.resolvedOptions().maximumFractionDigits ?? 2)
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
    /** A month such as 2026-11, which has no zone. */
    month: (of: string) => month.format(new Date(`${of}-01T00:00:00Z`)),
    /** The tenant's day of an instant, as 2026-11-22. */
    localDay,
    /** Minor units of the tenant's currency. */
    money: (value: number) => money.format(value / minor),
    number: (value: number) => number.format(value),
    percent: (value: number) => percent.format(value),
  }
}

export type Formats = ReturnType<typeof formats>

export function useFormats(): Formats {
  const { language } = useLanguage()
  const tenant = useSession().me?.tenant
  const zone = tenant?.zone ?? 'Asia/Shanghai'
  const currency = tenant?.currency ?? 'CNY'
  return useMemo(() => formats(language, zone, currency), [language, zone, currency])
}

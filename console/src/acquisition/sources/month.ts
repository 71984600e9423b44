/** Days of a calendar month, as plain days. Pure. */

/** The first day of the month so many months before that of `day`. */
export function monthFrom(day: string, back: number): string {
  const first = new Date(`${day.slice(0, 7)}-01T00:00:00Z`)
  first.setUTCMonth(first.getUTCMonth() - back)
  return first.toISOString().slice(0, 10)
}

export function daysOf(first: string): string[] {
  const day = new Date(`${first}T00:00:00Z`)
  const month = day.getUTCMonth()
  const days: string[] = []
  while (day.getUTCMonth() === month) {
    days.push(day.toISOString().slice(0, 10))
    day.setUTCDate(day.getUTCDate() + 1)
  }
  return days
}

/** 1 for Monday to 7 for Sunday. */
export function weekdayOf(day: string): number {
  return new Date(`${day}T00:00:00Z`).getUTCDay() || 7
}

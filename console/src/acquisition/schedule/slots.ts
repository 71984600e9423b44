/**
 * The week of a live code, as slots. Pure: no clock, no zone, no screen.
 *
 * A slot belongs to the weekday it starts on (Monday is 1) and runs from `start` to `end`, in
 * minutes of the day; one that ends at or before its start crosses midnight.
 */

export const DAY = 1440
export const WEEK = 7 * DAY

export interface Slot {
  group: string
  weekday: number
  start: number
  end: number
}

/** Minutes of the week, from Monday 00:00 up to, not including, `to`. */
export interface Stretch {
  from: number
  to: number
}

export interface Overlap extends Stretch {
  first: Slot
  second: Slot
}

type Week = (string | null)[]

/** How long a slot stands, 1 to 1440 minutes. */
export function length({ start, end }: Pick<Slot, 'start' | 'end'>): number {
  return ((end - start + DAY - 1) % DAY) + 1
}

/** One stretch, or two when Sunday night runs into Monday. */
export function stretches(slot: Slot): Stretch[] {
  const from = (slot.weekday - 1) * DAY + slot.start
  const to = from + length(slot)
  if (to <= WEEK) return [{ from, to }]
  return [
    { from, to: WEEK },
    { from: 0, to: to - WEEK },
  ]
}

/** Every stretch in which two slots stand at once, in the order of the week. */
export function overlaps(slots: Slot[]): Overlap[] {
  const marks = slots
    .flatMap((slot, at) => stretches(slot).map((stretch) => ({ ...stretch, slot, at })))
    .sort((one, two) => one.from - two.from || one.at - two.at)
  const found: Overlap[] = []
  for (const [place, one] of marks.entries()) {
    for (const two of marks.slice(place + 1)) {
      if (two.from >= one.to) break
      const [first, second] = one.at < two.at ? [one.slot, two.slot] : [two.slot, one.slot]
      found.push({ first, second, from: two.from, to: Math.min(one.to, two.to) })
    }
  }
  return found
}

function lay(slots: Slot[]): Week {
  const week: Week = new Array(WEEK).fill(null)
  for (const slot of slots) {
    for (const { from, to } of stretches(slot)) week.fill(slot.group, from, to)
  }
  return week
}

/** The runs of one day that belong to one group. */
function pieces(week: Week, weekday: number): Slot[] {
  const base = (weekday - 1) * DAY
  const found: Slot[] = []
  let start = 0
  for (let minute = 1; minute <= DAY; minute++) {
    const group = week[base + start] ?? null
    if (minute < DAY && week[base + minute] === group) continue
    if (group !== null) found.push({ group, weekday, start, end: minute % DAY })
    start = minute
  }
  return found
}

const reachesMidnight = (slot: Slot) => slot.end === 0 && slot.start > 0

function joins(evening: Slot, morning: Slot | undefined): morning is Slot {
  return (
    morning !== undefined &&
    morning.group === evening.group &&
    morning.start === 0 &&
    morning.end !== 0 &&
    morning.end <= evening.start &&
    reachesMidnight(evening)
  )
}

/** The fewest slots that cover the same minutes; a night is one slot of the day it starts on. */
export function gather(slots: Slot[]): Slot[] {
  const week = lay(slots)
  const days = [1, 2, 3, 4, 5, 6, 7].map((weekday) => pieces(week, weekday))
  const taken = new Set<Slot>()
  const found: Slot[] = []
  for (const [at, day] of days.entries()) {
    const tomorrow = days[(at + 1) % 7]?.[0]
    for (const piece of day) {
      if (!joins(piece, tomorrow)) {
        found.push(piece)
        continue
      }
      taken.add(tomorrow)
      found.push({ ...piece, end: tomorrow.end })
    }
  }
  return found.filter((slot) => !taken.has(slot))
}

/** A rectangle of the grid: days and hours, both ends included. */
export interface Area {
  days: [number, number]
  hours: [number, number]
}

export function area(one: { day: number; hour: number }, two: { day: number; hour: number }): Area {
  return {
    days: [Math.min(one.day, two.day), Math.max(one.day, two.day)],
    hours: [Math.min(one.hour, two.hour), Math.max(one.hour, two.hour)],
  }
}

/** Give an area to a group, taking it from whoever had it; null clears it. */
export function paint(slots: Slot[], group: string | null, { days, hours }: Area): Slot[] {
  const week = lay(slots)
  for (let weekday = days[0]; weekday <= days[1]; weekday++) {
    const base = (weekday - 1) * DAY
    week.fill(group, base + hours[0] * 60, base + (hours[1] + 1) * 60)
  }
  return gather(fromWeek(week))
}

function fromWeek(week: Week): Slot[] {
  return [1, 2, 3, 4, 5, 6, 7].flatMap((weekday) => pieces(week, weekday))
}

export function at(slots: Slot[], weekday: number, minute: number): string | null {
  const moment = (weekday - 1) * DAY + minute
  const slot = slots.find((one) =>
    stretches(one).some(({ from, to }) => from <= moment && moment < to),
  )
  return slot?.group ?? null
}

/** The parts of slots that are seen in one day's row, in minutes of that day. */
export function row(slots: Slot[], weekday: number): (Stretch & { slot: Slot })[] {
  const base = (weekday - 1) * DAY
  return slots
    .flatMap((slot) => stretches(slot).map((stretch) => ({ ...stretch, slot })))
    .map(({ from, to, slot }) => ({
      slot,
      from: Math.max(from - base, 0),
      to: Math.min(to - base, DAY),
    }))
    .filter(({ from, to }) => from < to)
    .sort((one, two) => one.from - two.from)
}

/** Minutes of the week that no slot covers. */
export function uncovered(slots: Slot[]): number {
  return lay(slots).filter((group) => group === null).length
}

/** Times of day on the wire and on the screen; staff groups as slots carry them. */

import type { SlotWire } from '../../api/types'
import { DAY, type Slot } from './slots'

export interface Group {
  key: string
  title: string
  staff_ids: string[]
}

export function minutes(text: string): number {
  const [hours = 0, rest = 0] = text.split(':').map(Number)
  return (hours * 60 + rest) % DAY
}

export function clock(minute: number): string {
  const two = (value: number) => String(value).padStart(2, '0')
  return `${two(Math.floor((minute % DAY) / 60))}:${two(minute % 60)}`
}

/** An end as people write it: midnight at the end of a day is 24:00. */
export const endClock = (minute: number): string => (minute % DAY === 0 ? '24:00' : clock(minute))

/** Slots with the same title and the same people are one group. */
export function fromWire(wire: SlotWire[]): { groups: Group[]; slots: Slot[] } {
  const groups = new Map<string, Group>()
  const slots = wire.map((one) => {
    const same = `${one.title}\n${[...one.staff_ids].sort().join()}`
    const group = groups.get(same) ?? {
      key: `g${groups.size + 1}`,
      title: one.title,
      staff_ids: one.staff_ids,
    }
    groups.set(same, group)
    return {
      group: group.key,
      weekday: one.weekday,
      start: minutes(one.start),
      end: minutes(one.end),
    }
  })
  return { groups: [...groups.values()], slots }
}

export function toWire(groups: Group[], slots: Slot[]): SlotWire[] {
  const byKey = new Map(groups.map((group) => [group.key, group]))
  return slots.flatMap((slot) => {
    const group = byKey.get(slot.group)
    return group
      ? [
          {
            title: group.title,
            weekday: slot.weekday,
            start: clock(slot.start),
            end: clock(slot.end),
            staff_ids: group.staff_ids,
          },
        ]
      : []
  })
}

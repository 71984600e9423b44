/** How large a segment was on each of the last days: its size now, and who came and went since. */

import dayjs from 'dayjs'
import type { Day } from '../api'

export interface Size extends Day {
  count: number
}

/** `length` days up to `today`; the count is of the end of the day. */
export function sizes(moves: Day[], members: number, today: string, length: number): Size[] {
  const by = new Map(moves.map((one) => [one.day, one]))
  const found: Size[] = []
  let count = members
  for (let ago = 0; ago < length; ago++) {
    const day = dayjs(today).subtract(ago, 'day').format('YYYY-MM-DD')
    const { entered = 0, left = 0 } = by.get(day) ?? {}
    found.unshift({ day, entered, left, count })
    count = Math.max(0, count - entered + left)
  }
  return found
}

/** The days from the first on that anybody moved: before it nothing is known. */
export function known(history: Size[]): Size[] {
  const first = history.findIndex((one) => one.entered > 0 || one.left > 0)
  return first < 0 ? [] : history.slice(first)
}

import { describe, expect, test } from 'vitest'
import {
  at,
  gather,
  length,
  overlaps,
  paint,
  row,
  type Slot,
  stretches,
  uncovered,
  WEEK,
} from './slots'

const slot = (weekday: number, start: number, end: number, group = 'a'): Slot => ({
  group,
  weekday,
  start: start * 60,
  end: end * 60,
})
const day = (weekday: number, hour: number) => (weekday - 1) * 1440 + hour * 60

describe('a slot that crosses midnight', () => {
  test('lasts until its end on the next day', () => {
    expect(length(slot(1, 22, 2))).toBe(240)
  })
  test('that ends where it starts lasts a whole day', () => {
    expect(length(slot(1, 0, 0))).toBe(1440)
    expect(length(slot(1, 9, 9))).toBe(1440)
  })
  test('stands on the next morning', () => {
    const night = [slot(2, 22, 2)]
    expect(at(night, 2, 21 * 60 + 59)).toBeNull()
    expect(at(night, 2, 22 * 60)).toBe('a')
    expect(at(night, 3, 119)).toBe('a')
    expect(at(night, 3, 120)).toBeNull()
  })
  test('from Sunday runs into Monday', () => {
    expect(stretches(slot(7, 22, 2))).toEqual([
      { from: day(7, 22), to: WEEK },
      { from: 0, to: 120 },
    ])
    expect(at([slot(7, 22, 2)], 1, 60)).toBe('a')
  })
  test('is drawn in both rows', () => {
    const night = slot(7, 22, 2)
    expect(row([night], 7)).toEqual([{ slot: night, from: 1320, to: 1440 }])
    expect(row([night], 1)).toEqual([{ slot: night, from: 0, to: 120 }])
    expect(row([night], 2)).toEqual([])
  })
})

describe('overlap', () => {
  test('slots that touch do not overlap', () => {
    expect(overlaps([slot(1, 9, 13), slot(1, 13, 18, 'b')])).toEqual([])
  })
  test('names both slots and the stretch', () => {
    const early = slot(1, 9, 13)
    const late = slot(1, 12, 18, 'b')
    expect(overlaps([early, late])).toEqual([
      { first: early, second: late, from: day(1, 12), to: day(1, 13) },
    ])
  })
  test('is seen across midnight', () => {
    const night = slot(1, 22, 3)
    const morning = slot(2, 2, 6, 'b')
    expect(overlaps([morning, night])).toEqual([
      { first: morning, second: night, from: day(2, 2), to: day(2, 3) },
    ])
  })
  test('is seen across the end of the week', () => {
    expect(overlaps([slot(7, 20, 4), slot(1, 3, 9, 'b')])).toMatchObject([
      { from: day(1, 3), to: day(1, 4) },
    ])
  })
  test('of one slot inside a longer one ends with the inner', () => {
    expect(overlaps([slot(3, 0, 0), slot(3, 9, 10, 'b')])).toMatchObject([
      { from: day(3, 9), to: day(3, 10) },
    ])
  })
  test('of three slots is three pairs', () => {
    expect(overlaps([slot(1, 8, 12), slot(1, 9, 12, 'b'), slot(1, 10, 12, 'c')])).toHaveLength(3)
  })
})

describe('gathering', () => {
  test('joins an evening and the next morning into one night', () => {
    expect(gather([slot(1, 22, 0), slot(2, 0, 2)])).toEqual([slot(1, 22, 2)])
  })
  test('joins Sunday evening with Monday morning', () => {
    expect(gather([slot(7, 22, 0), slot(1, 0, 2)])).toEqual([slot(7, 22, 2)])
  })
  test('leaves whole days whole', () => {
    const whole = [1, 2, 3, 4, 5, 6, 7].map((weekday) => slot(weekday, 0, 0))
    expect(gather(whole)).toEqual(whole)
  })
  test('does not make a slot longer than a day', () => {
    expect(gather([slot(1, 10, 0), slot(2, 0, 12)])).toEqual([slot(1, 10, 0), slot(2, 0, 12)])
  })
  test('keeps different groups apart', () => {
    const apart = [slot(1, 22, 0), slot(2, 0, 2, 'b')]
    expect(gather(apart)).toEqual(apart)
  })
  test('keeps minutes exact', () => {
    const odd = { group: 'a', weekday: 4, start: 545, end: 1021 }
    expect(gather([odd])).toEqual([odd])
  })
})

describe('painting', () => {
  test('an area of days and hours', () => {
    expect(paint([], 'a', { days: [1, 2], hours: [9, 12] })).toEqual([
      slot(1, 9, 13),
      slot(2, 9, 13),
    ])
  })
  test('takes hours from the group that had them, and never overlaps', () => {
    const painted = paint([slot(1, 9, 18)], 'b', { days: [1, 1], hours: [12, 13] })
    expect(painted).toEqual([slot(1, 9, 12), slot(1, 12, 14, 'b'), slot(1, 14, 18)])
    expect(overlaps(painted)).toEqual([])
  })
  test('clearing the middle of a night leaves two ends', () => {
    expect(paint([slot(1, 22, 4)], null, { days: [2, 2], hours: [0, 1] })).toEqual([
      slot(1, 22, 0),
      slot(2, 2, 4),
    ])
  })
  test('the last hour of Sunday and the first of Monday is one night', () => {
    const evening = paint([], 'a', { days: [7, 7], hours: [23, 23] })
    expect(paint(evening, 'a', { days: [1, 1], hours: [0, 0] })).toEqual([slot(7, 23, 1)])
  })
  test('what nobody covers is counted', () => {
    expect(uncovered([])).toBe(WEEK)
    expect(uncovered([slot(7, 22, 2), slot(1, 1, 3)])).toBe(WEEK - 5 * 60)
  })
})

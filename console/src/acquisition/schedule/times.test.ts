import { expect, test } from 'vitest'
import { clock, endClock, fromWire, minutes, toWire } from './times'

test('24:00 and 00:00 are the same end', () => {
  expect(minutes('24:00')).toBe(0)
  expect(minutes('00:00')).toBe(0)
  expect(endClock(0)).toBe('24:00')
  expect(clock(545)).toBe('09:05')
})

test('slots of the same people and title are one group', () => {
  const wire = [
    { title: '早班', weekday: 1, start: '09:00', end: '13:00', staff_ids: ['x', 'y'] },
    { title: '早班', weekday: 2, start: '09:00', end: '13:00', staff_ids: ['y', 'x'] },
    { title: '晚班', weekday: 1, start: '18:00', end: '02:00', staff_ids: ['x', 'y'] },
  ]
  const { groups, slots } = fromWire(wire)
  expect(groups.map((group) => group.title)).toEqual(['早班', '晚班'])
  expect(slots.map((slot) => slot.group)).toEqual(['g1', 'g1', 'g2'])
  expect(toWire(groups, slots)).toEqual([wire[0], { ...wire[1], staff_ids: ['x', 'y'] }, wire[2]])
})

test('a slot of a group that was taken away is not sent', () => {
  expect(toWire([], [{ group: 'gone', weekday: 1, start: 0, end: 0 }])).toEqual([])
})

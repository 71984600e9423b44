import { expect, test } from 'vitest'
import { daysOf, monthFrom, weekdayOf } from './month'

test('months turn over years and leap days', () => {
  expect(monthFrom('2026-01-31', 1)).toBe('2025-12-01')
  expect(monthFrom('2026-11-16', -2)).toBe('2027-01-01')
  expect(daysOf('2028-02-01')).toHaveLength(29)
  expect(daysOf('2026-11-01').at(-1)).toBe('2026-11-30')
})

test('a week begins on Monday', () => {
  expect(weekdayOf('2026-11-16')).toBe(1)
  expect(weekdayOf('2026-11-22')).toBe(7)
})

import dayjs from 'dayjs'
import { expect, test } from 'vitest'
import { wallTime } from './wall-time'

const shanghai = wallTime('Asia/Shanghai')
const london = wallTime('Europe/London')

test('a picked day begins at the midnight of the brand', () => {
  const day = dayjs('2026-11-22').startOf('day')
  expect(shanghai.instant(day)).toBe('2026-11-21T16:00:00.000Z')
  expect(london.instant(day)).toBe('2026-11-22T00:00:00.000Z')
  expect(london.instant(dayjs('2026-06-22'))).toBe('2026-06-21T23:00:00.000Z')
})

test('an instant is shown on the day and at the hour of the brand, and comes back as it was', () => {
  const instant = '2026-11-21T16:30:00.000Z'
  expect(shanghai.shown(instant).format('YYYY-MM-DD HH:mm')).toBe('2026-11-22 00:30')
  expect(london.shown(instant).format('YYYY-MM-DD HH:mm')).toBe('2026-11-21 16:30')
  expect(shanghai.instant(shanghai.shown(instant))).toBe(instant)
})

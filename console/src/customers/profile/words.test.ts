import { expect, test } from 'vitest'
import { dayWords, lunarDay } from './words'

test('a lunar day is written as people write it', () => {
  expect([1, 10, 11, 20, 23, 30].map(lunarDay)).toEqual([
    '初一',
    '初十',
    '十一',
    '二十',
    '廿三',
    '三十',
  ])
})

test('a day is said in both languages, with its year where it is known', () => {
  const born = { calendar: 'lunar' as const, year: 1990, month: 4, day: 3, leap: true }
  expect(dayWords(born, 'zh-CN')).toBe('农历1990年闰四月初三')
  expect(dayWords(born, 'en')).toBe('lunar leap 1990-04-03')
  expect(dayWords({ calendar: 'solar', month: 5, day: 1, leap: false }, 'zh-CN')).toBe('05-01')
})

import { expect, test } from 'vitest'
import { shown } from './clock'

const at = (text: string) => Date.parse(text)
const clock = {
  now: '2026-11-22T00:00:00Z',
  rate: 1440,
  anchors: [
    { real_from: '2026-11-22T00:00:00Z', shown_from: '2026-11-22T00:00:00Z', rate: 1 },
    { real_from: '2026-11-22T00:10:00Z', shown_from: '2026-11-22T00:10:00Z', rate: 1440 },
  ],
}

test('before the change the shared clock is the wall clock', () => {
  expect(shown(clock, at('2026-11-22T00:05:00Z')).toISOString()).toBe('2026-11-22T00:05:00.000Z')
})

test('a minute at 1440 is a day', () => {
  expect(shown(clock, at('2026-11-22T00:11:00Z')).toISOString()).toBe('2026-11-23T00:10:00.000Z')
})

test('without anchors the wall clock is shown', () => {
  expect(shown({ ...clock, anchors: [] }, at('2026-11-22T00:05:00Z')).toISOString()).toBe(
    '2026-11-22T00:05:00.000Z',
  )
})

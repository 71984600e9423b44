import { expect, test } from 'vitest'
import { differences } from './differences'

const lines = (...texts: string[]) => texts.map((text) => ({ indent: 0, text }))
const told = (before: string[], after: string[]) =>
  differences(lines(...before), lines(...after)).map(
    ({ change, text }) => `${{ same: ' ', added: '+', gone: '-' }[change]}${text}`,
  )

test('what stands in both stays, the old goes before the new comes', () => {
  expect(told(['all', 'twice', 'spent 500'], ['all', 'three times', 'spent 500'])).toEqual([
    ' all',
    '-twice',
    '+three times',
    ' spent 500',
  ])
})

test('from nothing, to nothing, and to the same', () => {
  expect(told([], ['a'])).toEqual(['+a'])
  expect(told(['a'], [])).toEqual(['-a'])
  expect(told(['a', 'b'], ['a', 'b'])).toEqual([' a', ' b'])
})

test('the same words deeper inside are another condition', () => {
  const [gone, added] = differences([{ indent: 0, text: 'a' }], [{ indent: 1, text: 'a' }])
  expect([gone?.change, added?.change]).toEqual(['gone', 'added'])
})

import { expect, test } from 'vitest'
import { fill } from './language'

test('values are filled in, and what has no value stays to be seen', () => {
  expect(fill('{sent} of {all}', { sent: 3 })).toBe('3 of {all}')
})

test('one and many have forms of their own', () => {
  expect(fill('{count} friend | {count} friends', { count: 1 })).toBe('1 friend')
  expect(fill('{count} friend | {count} friends', { count: 0 })).toBe('0 friends')
  expect(fill('{count} 位', { count: 1 })).toBe('1 位')
})

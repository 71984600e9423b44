import { expect, test } from 'vitest'
import { moved } from './keys'

const ids = ['a', 'b', 'c']

test('the first key takes the first row', () => {
  expect(moved(ids, undefined, 1)).toBe('a')
  expect(moved(ids, undefined, -1)).toBe('a')
})

test('rows follow one another and end at the ends', () => {
  expect(moved(ids, 'a', 1)).toBe('b')
  expect(moved(ids, 'c', 1)).toBe('c')
  expect(moved(ids, 'a', -1)).toBe('a')
})

test('a row that left the list starts anew', () => {
  expect(moved(ids, 'gone', 1)).toBe('a')
  expect(moved([], 'gone', 1)).toBeUndefined()
})

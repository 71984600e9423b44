import { expect, test } from 'vitest'
import { branches } from './branches'

test('rows hang under the one they name, orphans at the top', () => {
  const rows = [
    { id: 'a', under_id: null },
    { id: 'b', under_id: 'a' },
    { id: 'c', under_id: 'gone' },
    { id: 'd', under_id: 'b' },
  ]
  const told = branches(rows)
  expect(told.map((one) => one.id)).toEqual(['a', 'c'])
  expect(told[0]?.children?.map((one) => one.id)).toEqual(['b'])
  expect(told[0]?.children?.[0]?.children?.map((one) => one.id)).toEqual(['d'])
  expect(told[1]?.children).toBeUndefined()
})

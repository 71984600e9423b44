import { expect, test } from 'vitest'
import { known, sizes } from './sizes'

const MOVES = [
  { day: '2026-11-24', entered: 5, left: 0 },
  { day: '2026-11-26', entered: 2, left: 4 },
]

test('the size of each day follows from the size now and who came and went since', () => {
  const history = sizes(MOVES, 10, '2026-11-26', 4)
  expect(history.map(({ day, count }) => [day, count])).toEqual([
    ['2026-11-23', 7],
    ['2026-11-24', 12],
    ['2026-11-25', 12],
    ['2026-11-26', 10],
  ])
  expect(known(history).map((one) => one.count)).toEqual([12, 12, 10])
})

test('without moves nothing is known of before, and no size is below nobody', () => {
  expect(known(sizes([], 10, '2026-11-26', 3))).toEqual([])
  expect(sizes(MOVES, 1, '2026-11-26', 3).map((one) => one.count)).toEqual([3, 3, 1])
  expect(sizes([{ day: '2026-11-26', entered: 9, left: 0 }], 1, '2026-11-26', 2)[0]?.count).toBe(0)
})

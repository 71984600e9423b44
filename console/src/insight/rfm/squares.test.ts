import { expect, test } from 'vitest'
import { squares } from './squares'

test('a square holds its people by money, and no square is left out', () => {
  const found = squares([
    { scores: [5, 4, 3], people: 7, money: 900 },
    { scores: [5, 4, 5], people: 2, money: 4000 },
    { scores: [1, 1, 1], people: 30, money: 60 },
  ])
  expect(found).toHaveLength(25)
  const square = found.find(({ recency, frequency }) => recency === 5 && frequency === 4)
  expect(square?.people).toBe(9)
  expect(square?.money.map(({ people }) => people)).toEqual([0, 0, 7, 0, 2])
  expect(found.reduce((sum, { people }) => sum + people, 0)).toBe(39)
})

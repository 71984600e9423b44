import { expect, test } from 'vitest'
import { bounds, circles, distance, labelAt, lens, within } from './sets'

const REGIONS = [
  { of: [0], count: 700 },
  { of: [1], count: 100 },
  { of: [0, 1], count: 200 },
  { of: [0, 1, 2], count: 50 },
  { of: [2], count: 30 },
]

test('what sets share is counted whatever else people are in', () => {
  expect(within(REGIONS, 0)).toBe(950)
  expect(within(REGIONS, 0, 1)).toBe(250)
  expect(within(REGIONS, 0, 1, 2)).toBe(50)
})

test('circles that touch share nothing, one inside the other its whole area', () => {
  expect(lens(2, 1, 3)).toBe(0)
  expect(lens(2, 1, 1)).toBeCloseTo(Math.PI)
  // Two unit circles one radius apart: 2π/3 − √3/2.
  expect(lens(1, 1, 1)).toBeCloseTo((2 * Math.PI) / 3 - Math.sqrt(3) / 2)
})

test.each([0.2, 1, 2.5])('two circles stand so that they share %f', (shared) => {
  expect(lens(1.5, 1, distance(1.5, 1, shared))).toBeCloseTo(shared, 2)
})

test('areas are sizes, and three pairs share what they share', () => {
  const shared = (one: number, other: number) => within(REGIONS, one, other)
  const drawn = circles([950, 350, 80], shared)
  const [a, b, c] = drawn as [(typeof drawn)[0], (typeof drawn)[0], (typeof drawn)[0]]
  expect(Math.PI * a.r ** 2).toBeCloseTo(950)
  const apart = (one: typeof a, other: typeof a) => Math.hypot(one.x - other.x, one.y - other.y)
  expect(lens(a.r, b.r, apart(a, b))).toBeCloseTo(250, 0)
  expect(lens(a.r, c.r, apart(a, c))).toBeCloseTo(50, 0)
  expect(lens(b.r, c.r, apart(b, c))).toBeCloseTo(50, 0)
})

test('an empty set and sets apart are drawn too', () => {
  const drawn = circles([100, 0], () => 0)
  expect(bounds(drawn).width).toBeGreaterThan(0)
  expect(drawn.every(({ x, y, r }) => [x, y, r].every(Number.isFinite))).toBe(true)
})

test('a letter stands where its circle is alone, if it is anywhere', () => {
  const of = [
    { x: 0, y: 0, r: 10 },
    { x: 8, y: 0, r: 4 },
  ]
  const [a, b] = [labelAt(of, 0), labelAt(of, 1)]
  expect(Math.hypot(a.x - 8, a.y)).toBeGreaterThan(4)
  expect(Math.hypot(b.x, b.y)).toBeGreaterThan(10)
  expect(Math.hypot(b.x - 8, b.y)).toBeLessThan(4)
})

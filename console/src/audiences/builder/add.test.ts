import { expect, test } from 'vitest'
import { closest } from './add'

const named = (...names: string[]) => ({ options: names.map((label) => ({ label })) })
const names = (groups: ReturnType<typeof named>[]) =>
  groups.map(({ options }) => options.map(({ label }) => label))

test('what is called just as typed comes first, then what begins so', () => {
  const groups = [named('Lost a friend', 'Friend added'), named('Friend since', 'Friend')]
  expect(names(closest(groups, 'friend '))).toEqual([
    ['Friend', 'Friend since'],
    ['Friend added', 'Lost a friend'],
  ])
})

test('with nothing typed all stays where it was', () => {
  const groups = [named('b', 'a'), named('c')]
  expect(names(closest(groups, ''))).toEqual([['b', 'a'], ['c']])
})

import { expect, test } from 'vitest'
import type { Condition, FieldCondition } from '../language'
import { begun, edited, redone, undone } from './history'
import * as tree from './tree'

const leaf = (field: string): FieldCondition => ({ kind: 'field', field, op: 'is_set' })
const all = (...of: Condition[]): Condition => ({ kind: 'all', of })
const any = (...of: Condition[]): Condition => ({ kind: 'any', of })
const not = (of: Condition): Condition => ({ kind: 'not', of })
const [A, B, C, D] = ['a', 'b', 'c', 'd'].map(leaf) as [Condition, Condition, Condition, Condition]

/** A tree as text, such as `all(a any(b c))`, so that a test reads as the move it makes. */
function told(node: tree.Node): string {
  const inner = tree.isGroup(node)
    ? `${node.join}(${node.of.map(told).join(' ')})`
    : (node.leaf as FieldCondition).field
  return node.not ? `not ${inner}` : inner
}
function id(root: tree.Node, text: string): string {
  if (told(root) === text) return root.id
  const below = tree.isGroup(root) ? root.of.map((child) => id(child, text)) : []
  return below.find(Boolean) ?? ''
}

test.each([
  ['a group', all(A, any(B, C))],
  ['one that is turned round', all(not(any(A, B)), not(C))],
  ['groups in groups', any(all(A, not(all(B, any(C, D)))), D)],
])('a definition comes back as it went in: %s', (_case, condition) => {
  expect(tree.toJson(tree.fromJson(condition))).toEqual(condition)
})

test('a lone condition is put into a group, and twice not is nothing', () => {
  expect(tree.toJson(tree.fromJson(A))).toEqual(all(A))
  expect(tree.toJson(tree.fromJson(not(not(any(A)))))).toEqual(any(A))
  expect(tree.toJson(tree.fromJson(not(any(A))))).toEqual(all(not(any(A))))
})

test('a place in the JSON is the node that stands there', () => {
  const root = tree.fromJson(all(A, not(any(B, not(C)))))
  const found = tree.places(root)
  expect(found.get('$')).toBe(root.id)
  expect(found.get('$.of[0]')).toBe(id(root, 'a'))
  expect(found.get('$.of[1]')).toBe(id(root, 'not any(b not c)'))
  expect(found.get('$.of[1].of')).toBe(id(root, 'not any(b not c)'))
  expect(found.get('$.of[1].of.of[0]')).toBe(id(root, 'b'))
  expect(found.get('$.of[1].of.of[1].of')).toBe(id(root, 'not c'))
})

test('a condition is put in, taken out, wrapped and opened', () => {
  const root = tree.fromJson(all(A, any(B)))
  const put = tree.insert(root, id(root, 'any(b)'), tree.single(C as FieldCondition), 0)
  expect(told(put)).toBe('all(a any(c b))')
  expect(told(tree.remove(put, id(put, 'b')))).toBe('all(a any(c))')
  expect(tree.remove(put, put.id)).toBe(put)
  const wrapped = tree.wrap(put, id(put, 'a'))
  expect(told(wrapped)).toBe('all(any(a) any(c b))')
  expect(told(tree.unwrap(wrapped, id(wrapped, 'any(c b)')))).toBe('all(any(a) c b)')
})

test('a group that is turned round does not open: its conditions alone would say another thing', () => {
  const root = tree.fromJson(all(not(any(A, B))))
  expect(tree.unwrap(root, id(root, 'not any(a b)'))).toBe(root)
})

test('what did not change is the same object', () => {
  const root = tree.fromJson(all(any(A, B), any(C, D)))
  const next = tree.change(root, id(root, 'a'), { not: true })
  expect(told(next)).toBe('all(any(not a b) any(c d))')
  expect(next.of[1]).toBe(root.of[1])
  expect(next.of[0]).not.toBe(root.of[0])
})

test('a copy is a thing of its own', () => {
  const root = tree.fromJson(all(any(A, B)))
  const twice = tree.duplicate(root, id(root, 'any(a b)'))
  expect(told(twice)).toBe('all(any(a b) any(a b))')
  const second = (twice.of[1] as tree.Group).of[0]!
  expect(told(tree.remove(twice, second.id))).toBe('all(any(a b) any(b))')
})

test.each([
  ['b', 'all(a b c)', 0, 'all(b a c)'],
  ['a', 'all(a b c)', 2, 'all(b a c)'],
  ['a', 'all(a b c)', 3, 'all(b c a)'],
  ['a', 'all(a b c)', 1, 'all(a b c)'],
])('within one group %s of %s to %i', (one, _before, at, after) => {
  const root = tree.fromJson(all(A, B, C))
  expect(told(tree.move(root, id(root, one), root.id, at))).toBe(after)
})

test('a group never moves into itself', () => {
  const root = tree.fromJson(all(any(A, all(B))))
  const moved = tree.move(root, id(root, 'any(a all(b))'), id(root, 'all(b)'), 0)
  expect(moved).toBe(root)
})

test('by keys a condition walks through every place in reading order and back', () => {
  let root = tree.fromJson(all(A, any(B, C), D))
  const walker = id(root, 'a')
  const seen: string[] = []
  for (let at = 0; at < 6; at++) {
    root = tree.step(root, walker, 1)
    seen.push(told(root))
  }
  expect(seen).toEqual([
    'all(any(a b c) d)',
    'all(any(b a c) d)',
    'all(any(b c a) d)',
    'all(any(b c) a d)',
    'all(any(b c) d a)',
    'all(any(b c) d a)',
  ])
  for (let at = 0; at < 5; at++) root = tree.step(root, walker, -1)
  expect(told(root)).toBe('all(a any(b c) d)')
})

test('edits are undone and redone; typing in one field is one step; an edit ends what was undone', () => {
  let history = begun('')
  for (const text of ['5', '50', '500']) history = edited(history, text, 'n1/value')
  history = edited(history, 'other')
  expect(undone(history).now).toBe('500')
  expect(undone(undone(history)).now).toBe('')
  expect(redone(undone(history)).now).toBe('other')
  expect(undone(begun('x')).now).toBe('x')
  expect(redone(edited(undone(history), 'new')).now).toBe('new')
})

test('what is not filled in yet is left out, and the groups it leaves empty', () => {
  const root = tree.fromJson(all(A, any(B, not(all(C))), not(any(B))))
  const left = tree.pruned(root, (one) => 'field' in one && one.field !== 'b')
  expect(told(left)).toBe('all(a any(not all(c)))')
})

test.each([
  [{ kind: 'all', of: [{ kind: 'field' }] }, true],
  [{ kind: 'not', of: [{ kind: 'field' }] }, false],
  [{ kind: 'all', of: {} }, false],
  [{ kind: 'everyone' }, false],
  [[], false],
  [null, false],
])('%j has the shape of the language: %s', (value, fits) => {
  expect(tree.isCondition(value)).toBe(fits)
})

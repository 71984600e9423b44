import { expect, test } from 'vitest'
import type { Catalogue, EventCondition, Leaf, Value } from '../language'
import { filled, kept, measuredKind, measures, opsOf, spelled, whole } from './kinds'

const event: EventCondition = {
  kind: 'event',
  event: 'OrderPlaced',
  where: [],
  measure: 'count',
  op: 'ge',
  value: 2,
  window: { kind: 'ever' },
}

test.each<[string, Value | undefined, boolean]>([
  ['ge', 0, true],
  ['ge', null, false],
  ['before', '', false],
  ['between', [1, 2], true],
  ['between', [1, null], false],
  ['any_of', [], false],
  ['any_of', ['a'], true],
  ['is', false, true],
  ['is', undefined, false],
  ['is_set', undefined, true],
  ['last_days', 30, true],
])('%s with %j is all there: %s', (op, value, is) => {
  expect(filled(op, value)).toBe(is)
})

test.each<[string, Leaf, boolean]>([
  ['all said', event, true],
  ['no days', { ...event, window: { kind: 'last_days', days: null } }, false],
  ['no property to add up', { ...event, measure: 'sum' }, false],
  ['an open filter', { ...event, where: [{ property: 'amount', op: 'ge' }] }, false],
  [
    'a day missing',
    { ...event, window: { kind: 'between', from: '2026-03-01', until: null } },
    false,
  ],
  [
    'one step is no sequence',
    {
      kind: 'sequence',
      steps: [{ event: 'OrderPlaced', where: [] }],
      within_days: null,
      window: { kind: 'ever' },
    },
    false,
  ],
  ['neither share nor number', { kind: 'top', by: 'spent', end: 'top' }, false],
  ['a share', { kind: 'top', by: 'spent', share: 0.2, end: 'top' }, true],
])('a condition is whole, %s', (_case, leaf, is) => {
  expect(whole(leaf)).toBe(is)
})

test('another op keeps the value only where it has the same shape', () => {
  expect(kept('ge', 'lt', 5)).toBe(5)
  expect(kept('ge', 'between', 5)).toBeUndefined()
  expect(kept('any_of', 'none_of', ['a'])).toEqual(['a'])
  expect(kept('is_set', 'is', undefined)).toBe(true)
})

test('fields and properties have ops of their own, and measures compare numbers', () => {
  const op = (name: string) => ({ op: name, title: name })
  const catalogue: Catalogue = {
    fields: [],
    events: [],
    segments: [],
    ops: { number: ['eq', 'between', 'is_set'].map(op), choice: ['any_of', 'all_of'].map(op) },
    property_ops: { choice: ['any_of'].map(op) },
  }
  const names = (...asked: Parameters<typeof opsOf>) => opsOf(...asked).map((one) => one.op)
  expect(names(catalogue, 'choice')).toEqual(['any_of', 'all_of'])
  expect(names(catalogue, 'choice', 'property')).toEqual(['any_of'])
  expect(names(catalogue, 'day')).toEqual([])
  expect(names(catalogue, 'number', 'measure')).toEqual(['eq', 'between'])
})

test('sums look at numbers, firsts at anything, counts at nothing', () => {
  expect([measures('sum', 'money'), measures('sum', 'id')]).toEqual([true, false])
  expect([measures('first', 'id'), measures('count', 'number')]).toEqual([true, false])
  expect([measuredKind('distinct', 'id'), measuredKind('max', 'money')]).toEqual([
    'number',
    'money',
  ])
})

test('keys come in the order one reads, however they were kept', () => {
  const kept = { op: 'ge', kind: 'field', value: 1, field: 'spent' } as Leaf
  expect(JSON.stringify(spelled(kept))).toBe('{"kind":"field","field":"spent","op":"ge","value":1}')
})

test('what the language lets one leave out is spelled out', () => {
  const short = {
    kind: 'event',
    event: 'OrderPlaced',
    measure: 'count',
    op: 'ge',
    value: 1,
  } as Leaf
  expect(spelled(short)).toMatchObject({ where: [], window: { kind: 'ever' } })
})

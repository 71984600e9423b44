import { expect, test } from 'vitest'
import { differences } from './differences'

test('only fields that changed are listed', () => {
  expect(differences({ name: 'Door', cap: 20 }, { name: 'Door', cap: 40 })).toEqual([
    { field: 'cap', before: '20', after: '40' },
  ])
})

test('something new has a dash before, something gone a dash after', () => {
  expect(differences(null, { name: 'Door' })).toEqual([
    { field: 'name', before: '—', after: 'Door' },
  ])
  expect(differences({ tags: ['a'] }, null)).toEqual([
    { field: 'tags', before: '["a"]', after: '—' },
  ])
})

import { expect, test } from 'vitest'
import { countOf, DEFAULT_COLUMNS, fromSearch, listedOf, searchOf } from './filters'

test('a list in the address is read back as it was', () => {
  const listed = {
    filters: {
      q: '张三',
      any_tag_ids: ['a', 'b'],
      has_phone: false,
      birthday_within_days: 7,
      custom: ['size>=38', 'note=a,b%'],
      state: 'friend' as const,
      segment_id: '01a21771-c793-74ab-b589-a85549a031ba',
    },
    sort: '-added_at' as const,
    columns: ['tags', 'met_at'],
    view: 'v',
  }
  expect(listedOf(searchOf(listed))).toEqual(listed)
})

test('what does not matter is left out of the address', () => {
  const listed = { filters: { q: '', any_tag_ids: [] }, sort: '-met_at' as const, view: '' }
  expect(searchOf({ ...listed, columns: DEFAULT_COLUMNS }).toString()).toBe('')
})

test('an order that is none of ours is everyone’s', () => {
  expect(listedOf(new URLSearchParams('sort=shoe_size')).sort).toBe('-met_at')
})

test('the search text is no filter to count', () => {
  expect(countOf(fromSearch(new URLSearchParams('q=a&state=lost&no_tag_ids=x')))).toBe(2)
})

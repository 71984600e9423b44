import { expect, test } from 'vitest'
import { draftOf, faultsOf, formOf, NEW, people, sound } from './draft'

const slots = [
  { title: '早班', weekday: 1, start: '09:00', end: '13:00', staff_ids: ['a', 'b'] },
  { title: '晚班', weekday: 1, start: '13:00', end: '21:00', staff_ids: ['c'] },
]
const form = { ...NEW, name: 'Door', slots }

test('a code comes back from editing as it went in', () => {
  const whole = {
    ...form,
    assignment: 'weighted' as const,
    weights: [{ staff_id: 'a', weight: 3 }],
    caps: [{ staff_id: 'c', per_day: 5, total: null }],
    remark_pattern: '{customer}',
    skip_verify: 'window' as const,
    skip_verify_from: '09:00',
    skip_verify_to: '21:00',
  }
  expect(formOf(draftOf(whole))).toEqual(whole)
})

test('what the server adds for reading is not sent back', () => {
  const read = { ...form, id: 'x', state: 'ready', wecom_state: 'lc_1' }
  expect(Object.keys(formOf(draftOf(read))).sort()).toEqual(Object.keys(NEW).sort())
})

test('weights and caps of people who no longer answer are left out', () => {
  const draft = draftOf({
    ...form,
    assignment: 'weighted',
    weights: [
      { staff_id: 'a', weight: 2 },
      { staff_id: 'gone', weight: 9 },
    ],
    caps: [{ staff_id: 'gone', per_day: 1, total: 1 }],
  })
  expect(formOf(draft).weights).toEqual([{ staff_id: 'a', weight: 2 }])
  expect(formOf(draft).caps).toEqual([])
})

test('only groups on the grid, dates, the fallback and backups answer', () => {
  const draft = draftOf({ ...form, all_day_staff_ids: ['d'], backup_staff_ids: ['a', 'e'] })
  draft.groups.push({ key: 'g9', title: 'unused', staff_ids: ['z'] })
  expect(people(draft)).toEqual(['a', 'b', 'c', 'd', 'e'])
})

test('a new code wants a name and someone to answer', () => {
  const faults = faultsOf(draftOf(NEW))
  expect(faults.name).toBe(true)
  expect(faults.nobody).toBe(true)
  expect(sound(faults)).toBe(false)
  expect(sound(faultsOf(draftOf(form)))).toBe(true)
})

test('an overlap, an empty group and an open window stop the save', () => {
  const overlapping = draftOf({ ...form, slots: [slots[0]!, { ...slots[1]!, start: '12:00' }] })
  expect(sound(faultsOf(overlapping))).toBe(false)
  const empty = draftOf({ ...form, slots: [slots[0]!, { ...slots[1]!, staff_ids: [] }] })
  expect(faultsOf(empty).empty.map((group) => group.title)).toEqual(['晚班'])
  expect(faultsOf(draftOf({ ...form, skip_verify: 'window' })).window).toBe(true)
})

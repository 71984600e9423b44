import { expect, test } from 'vitest'
import { brokenAt, lineAt, startOf } from './json-lines'

const TEXT = JSON.stringify(
  {
    kind: 'all',
    of: [
      { kind: 'field', field: 'a "quoted" \\ one', op: 'ge', value: [1, 2] },
      { kind: 'not', of: { kind: 'segment', segment: '' } },
    ],
  },
  null,
  2,
)
const line = (place: string) => TEXT.split('\n')[lineAt(TEXT, startOf(TEXT, place)) - 1]?.trim()

test.each([
  ['$', '{'],
  ['$.kind', '"kind": "all",'],
  ['$.of[0].field', '"field": "a \\"quoted\\" \\\\ one",'],
  ['$.of[0].value[1]', '2'],
  ['$.of[1].of.segment', '"segment": ""'],
])('%s stands in its line', (place, text) => {
  expect(line(place)).toBe(text)
})

test('what is missing is told where the thing begins that lacks it', () => {
  expect(startOf(TEXT, '$.of[1].of.window.days')).toBe(startOf(TEXT, '$.of[1].of'))
  expect(startOf('', '$.of[0]')).toBe(0)
})

test('a text that breaks off is read as far as it goes', () => {
  const broken = '{\n "kind": "all",\n "of": [ {"kind": '
  expect(lineAt(broken, startOf(broken, '$.of[0]'))).toBe(3)
  try {
    JSON.parse('{\n "kind" all}')
  } catch (error) {
    expect(lineAt('{\n "kind" all}', brokenAt('{\n "kind" all}', error))).toBe(2)
  }
})

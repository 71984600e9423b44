import { expect, test } from 'vitest'
import en from '../src/locales/en'
import zh from '../src/locales/zh-CN'

const names = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((found) => found[1]).sort()
const keys = Object.keys(en) as (keyof typeof en)[]

test('both languages have the same keys', () => {
  expect(Object.keys(zh).sort()).toEqual(Object.keys(en).sort())
})

test('both languages fill the same values', () => {
  const different = keys.filter((key) => {
    const forms = [...en[key].split(' | '), zh[key]].map((form) => names(form).join())
    // A singular form may leave the count out; nothing else may differ.
    const whole = new Set(
      forms.map((form) =>
        form
          .split(',')
          .filter((name) => name !== 'count')
          .join(),
      ),
    )
    return whole.size > 1
  })
  expect(different).toEqual([])
})

test('no text is empty and no Chinese text was left in English', () => {
  const plain = new Set([
    'relation.left',
    'week.cell',
    'aims.by',
    'sync.of',
    'link.url',
    'wecom.agent_id',
    'wecom.aes_key',
    'duty.from',
    'figure.finding',
    'figure.findingChange',
    'figure.at',
    'figure.was',
    'figure.of',
    'activity.at',
    'paths.link',
  ])
  const untranslated = keys.filter(
    (key) => zh[key].trim() === '' || (!/[\u4e00-\u9fff]/.test(zh[key]) && !plain.has(key)),
  )
  expect(untranslated).toEqual([])
})

test('a value stands in single braces', () => {
  const doubled = keys.filter((key) => /\{\{|\}\}/.test(en[key] + zh[key]))
  expect(doubled).toEqual([])
})

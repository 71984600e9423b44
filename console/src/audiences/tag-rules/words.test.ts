import { describe, expect, it } from 'vitest'
import { any, NO_WORDS, shown, typed, wordsOf } from './words'

describe('words of a chat rule', () => {
  it('reads a word and what means the same', () => {
    expect(typed(' 退货 / 退款／退钱 ')).toEqual({
      word: '退货',
      synonyms: ['退款', '退钱'],
      but_not_in: [],
    })
  })

  it('keeps the phrases in which a word does not count', () => {
    const before = { word: '退货', synonyms: [], but_not_in: ['退货险'] }
    expect(typed('退货/退款', [before]).but_not_in).toEqual(['退货险'])
  })

  it('shows again what was typed', () => {
    expect(shown(typed('退货/退款'))).toBe('退货/退款')
  })

  it('fills what the server leaves out', () => {
    expect(wordsOf({ any_of: ['退货'], negation: false })).toEqual({
      ...NO_WORDS,
      any_of: [{ word: '退货', synonyms: [], but_not_in: [] }],
      negation: false,
    })
    expect(wordsOf(null)).toEqual(NO_WORDS)
  })

  it('asks something only with a word that must stand there', () => {
    expect(any({ ...NO_WORDS, none_of: [typed('退货险')] })).toBe(false)
    expect(any({ ...NO_WORDS, all_of: [typed('退货')] })).toBe(true)
  })
})

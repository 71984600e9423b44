/** Words of a chat rule, as people type them: 退货/退款 is a word and what means the same. */

export interface Word {
  word: string
  synonyms: string[]
  but_not_in: string[]
}

export interface Words {
  any_of: Word[]
  all_of: Word[]
  none_of: Word[]
  said_by: 'customer' | 'staff' | 'either'
  negation: boolean
  questions: 'count' | 'skip' | 'only'
}

export const LISTS = ['any_of', 'all_of', 'none_of'] as const
export type List = (typeof LISTS)[number]

export const NO_WORDS: Words = {
  any_of: [],
  all_of: [],
  none_of: [],
  said_by: 'customer',
  negation: true,
  questions: 'count',
}

/** A word as it is typed; phrases in which it does not count are kept from before. */
export const typed = (text: string, known: Word[] = []): Word => {
  const [word = '', ...synonyms] = text
    .split(/[/／]/)
    .map((one) => one.trim())
    .filter(Boolean)
  const before = known.find((one) => one.word === word)
  return { word, synonyms, but_not_in: before?.but_not_in ?? [] }
}

export const shown = (one: Word): string => [one.word, ...one.synonyms].join('/')

const word = (plain: unknown): Word =>
  typeof plain === 'string'
    ? { word: plain, synonyms: [], but_not_in: [] }
    : { synonyms: [], but_not_in: [], ...(plain as Pick<Word, 'word'>) }

/** Words as the server keeps them; parts that are left out have their usual value. */
export const wordsOf = (plain: Record<string, unknown> | null): Words => {
  const lists = LISTS.map((list) => [list, ((plain?.[list] ?? []) as unknown[]).map(word)])
  return { ...NO_WORDS, ...plain, ...Object.fromEntries(lists) }
}

export const any = (words: Words): boolean => words.any_of.length + words.all_of.length > 0

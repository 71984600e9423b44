/** Words: the locale files, the language in use, and how to switch it. */

import type { Locale } from 'antd/es/locale'
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react'
import { speak } from '../api/client'
import type en from '../locales/en'

export type Language = 'zh-CN' | 'en'
export type Key = keyof typeof en
export type Values = Record<string, string | number>
export type Say = (key: Key, values?: Values) => string
type Words = Record<Key, string>

const STORED = 'siyu.language'

export function firstLanguage(): Language {
  const stored = localStorage.getItem(STORED)
  if (stored === 'zh-CN' || stored === 'en') return stored
  return navigator.languages.some((one) => one.toLowerCase().startsWith('zh')) ? 'zh-CN' : 'en'
}

/** "{count} friend | {count} friends" picks by count; Chinese texts have one form. */
export function fill(text: string, values: Values = {}): string {
  const forms = text.split(' | ')
  const form = forms.length > 1 && values.count !== 1 ? forms[1] : forms[0]
  return (form ?? text).replace(/\{(\w+)\}/g, (whole, name) =>
    name in values ? String(values[name]) : whole,
  )
}

async function load(language: Language): Promise<{ words: Words; antd: Locale }> {
  const [words, antd] =
    language === 'zh-CN'
      ? await Promise.all([
          import('../locales/zh-CN'),
          import('antd/es/locale/zh_CN'),
          import('dayjs/locale/zh-cn'),
        ])
      : await Promise.all([import('../locales/en'), import('antd/es/locale/en_US')])
  return { words: words.default as Words, antd: antd.default }
}

interface Speech {
  language: Language
  say: Say
  antd: Locale
  choose: (language: Language) => void
}
const Context = createContext<Speech | null>(null)

export function LanguageProvider({ children }: { children: ReactNode }) {
  const [language, choose] = useState(firstLanguage)
  const [loaded, setLoaded] = useState<{ language: Language; words: Words; antd: Locale }>()

  useEffect(() => {
    let current = true
    load(language).then((found) => {
      if (!current) return
      localStorage.setItem(STORED, language)
      document.documentElement.lang = language
      document.title = found.words['app.title']
      speak(language, found.words['state.offline'])
      setLoaded({ language, ...found })
    })
    return () => {
      current = false
    }
  }, [language])

  const speech = useMemo(
    () =>
      loaded && {
        language: loaded.language,
        antd: loaded.antd,
        choose,
        say: (key: Key, values?: Values) => fill(loaded.words[key], values),
      },
    [loaded],
  )
  if (!speech) return null
  return <Context.Provider value={speech}>{children}</Context.Provider>
}

export function useLanguage(): Speech {
  const speech = useContext(Context)
  if (!speech) throw new Error('useLanguage outside LanguageProvider')
  return speech
}

export const useSay = (): Say => useLanguage().say

/** Words in two languages, and times in the sandbox's zone. */

import { createContext } from 'preact'
import { useContext, useEffect, useState } from 'preact/hooks'
import { now } from './api'
import en from './words/en'
import zh from './words/zh-CN'

export type Language = 'zh-CN' | 'en'
export type Key = keyof typeof en
const STORED = 'sandbox.language'
const WORDS: Record<Language, Record<Key, string>> = { en, 'zh-CN': zh }

export interface Speech {
  language: Language
  say: (key: Key, values?: Record<string, string | number>) => string
  time: (at: number) => string
  choose: (language: Language) => void
}

function first(): Language {
  const stored = localStorage.getItem(STORED)
  if (stored === 'en' || stored === 'zh-CN') return stored
  return navigator.languages.some((one) => one.toLowerCase().startsWith('zh')) ? 'zh-CN' : 'en'
}

export function fill(text: string, values: Record<string, string | number> = {}): string {
  return text.replace(/\{(\w+)\}/g, (whole, name) =>
    name in values ? String(values[name]) : whole,
  )
}

export function useSpeech(title: Key): Speech {
  const [language, setLanguage] = useState(first)
  const [zone, setZone] = useState('Asia/Shanghai')
  useEffect(() => {
    now()
      .then((found) => setZone(found.zone))
      .catch(() => {})
  }, [])
  useEffect(() => {
    document.documentElement.lang = language
    document.title = WORDS[language][title]
  }, [language, title])
  const format = new Intl.DateTimeFormat(language, {
    timeZone: zone,
    month: 'numeric',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  })
  return {
    language,
    say: (key, values) => fill(WORDS[language][key], values),
    time: (at) => format.format(new Date(at * 1000)),
    choose: (next) => {
      localStorage.setItem(STORED, next)
      setLanguage(next)
    },
  }
}

export const SpeechContext = createContext<Speech | null>(null)

export function useSay(): Speech {
  const speech = useContext(SpeechContext)
  if (!speech) throw new Error('useSay outside SpeechContext')
  return speech
}

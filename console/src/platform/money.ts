/** Money as people read it; the server counts in the smallest unit of the brand's currency. */

import { useMemo } from 'react'
import { type Language, useLanguage } from './language'

export function money(language: Language, currency: string) {
  const format = new Intl.NumberFormat(language, {
    style: 'currency',
    currency,
    currencyDisplay: 'narrowSymbol',
  })
  const digits = format.resolvedOptions().maximumFractionDigits ?? 2
  return {
    digits,
    say: (minor: number) => format.format(minor / 10 ** digits),
    /** What was typed, in the smallest unit. */
    minor: (typed: number) => Math.round(typed * 10 ** digits),
    typed: (minor: number) => minor / 10 ** digits,
  }
}

export type Money = ReturnType<typeof money>

export function useMoney(currency: string): Money {
  const { language } = useLanguage()
  return useMemo(() => money(language, currency), [language, currency])
}

/** Answers about worth, staying, credit and pairs of metrics as tiles. */

import { useFormats } from '../../platform/format'
import { useLanguage, useSay } from '../../platform/language'
import type { Digesters } from './digesting'

export function useWorths(): Pick<
  Digesters,
  'lifetime' | 'survival' | 'attribution' | 'association'
> {
  const say = useSay()
  const format = useFormats()
  const { language } = useLanguage()
  return {
    lifetime: ({ out }) => {
      const { total, refused, cohorts } = out.answer
      const why = refused && (language === 'en' ? refused.en : refused.zh)
      return {
        name: say('lifetime.title'),
        figure: total?.value ? format.money(total.value.value) : '—',
        note: why ?? say('worth.value'),
        trend: cohorts.map(({ value }) => value?.value ?? 0),
        shape: 'bars',
      }
    },
    survival: ({ out }) => {
      const [whole] = out.answer.parts
      const month = whole?.marks.find(({ days }) => days === 30)?.rate ?? null
      return {
        name: say('survival.title'),
        figure: month === null ? '—' : format.percent(month),
        note: say('survival.daysOf', { days: 30 }),
        trend: whole?.points.map(({ rate }) => rate) ?? [],
        shape: 'line',
      }
    },
    attribution: ({ out }) => {
      const [first] = out.answer.channels
      const name = first?.key ? (out.titles[first.key] ?? first.key) : say('attribution.untouched')
      return {
        name: say('attribution.title'),
        figure: format.money(out.answer.amount),
        note: first ? `${name} ${format.money(first.last.amount)}` : null,
        trend: out.answer.channels.map(({ last }) => last.amount),
        shape: 'bars',
      }
    },
    association: ({ out }) => ({
      name: say('association.title'),
      figure: out.answer.correlation?.toFixed(2) ?? '—',
      note: null,
      trend: [],
      shape: 'line',
    }),
  }
}

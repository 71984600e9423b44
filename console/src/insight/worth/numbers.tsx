/** Expectations with their intervals, and why there are none, in words. */

import { useFormats } from '../../platform/format'
import { useLanguage, useSay } from '../../platform/language'
import { Note } from '../../platform/states'
import type { Caution, Likely, NoFit } from '../asking/wire'

const NOTHING = '—'

export function useBounds() {
  const say = useSay()
  const format = useFormats()
  const told = (one: Likely | null, shown: (value: number) => string) =>
    one === null
      ? NOTHING
      : say('worth.bounds', {
          value: shown(one.value),
          low: one.low === null ? NOTHING : shown(one.low),
          high: one.high === null ? '∞' : shown(one.high),
        })
  return {
    money: (one: Likely | null) => told(one, format.money),
    count: (one: Likely | null) =>
      told(one, (value) => format.number(Math.round(value * 100) / 100)),
    rate: (one: Likely | null) => told(one, format.percent),
  }
}

export function Refusal({ one, title }: { one: NoFit; title: string }) {
  const say = useSay()
  const format = useFormats()
  const { language } = useLanguage()
  const found = one.found === null ? NOTHING : format.number(Math.round(one.found * 10) / 10)
  return (
    <Note
      shape="empty"
      title={title}
      text={
        <>
          {language === 'en' ? one.en : one.zh}{' '}
          {say('worth.foundNeeded', { found, needed: format.number(one.needed) })}
        </>
      }
    />
  )
}

export function Cautions({ all }: { all: Caution[] }) {
  const { language } = useLanguage()
  return all.map((one) => (
    <p key={one.key} className="quiet">
      ⚠ {language === 'en' ? one.en : one.zh}
    </p>
  ))
}

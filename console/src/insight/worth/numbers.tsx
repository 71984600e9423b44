/** Expectations with their intervals, and why there are none, in words. */

import { useFormats } from '../../platform/format'
import { useLanguage, useSay } from '../../platform/language'
import { Note } from '../../platform/states'
import type { Caution, Likely, NoFit } from '../asking/wire'

const NOTHING = '—'
/** Above it people and purchases are told whole. */
const WHOLE_FROM = 100

type Shown = (value: number) => string

/** How an amount, a count and a rate are shown. */
function useShown() {
  const format = useFormats()
  const count = (value: number) =>
    format.number(value < WHOLE_FROM ? Math.round(value * 10) / 10 : Math.round(value))
  return { money: format.money, count, rate: format.percent }
}

const ends = ({ low, high }: Likely, shown: Shown) => ({
  low: low === null ? NOTHING : shown(low),
  high: high === null ? '∞' : shown(high),
})

/** An expectation with its interval, within a sentence. */
export function useBounds() {
  const say = useSay()
  const shown = useShown()
  const told = (one: Likely | null, as: Shown) =>
    one ? say('worth.bounds', { value: as(one.value), ...ends(one, as) }) : NOTHING
  return {
    money: (one: Likely | null) => told(one, shown.money),
    count: (one: Likely | null) => told(one, shown.count),
    rate: (one: Likely | null) => told(one, shown.rate),
  }
}

/** The same in a cell: the interval stands below. */
export function Bounded({ one, as }: { one: Likely | null; as: 'money' | 'count' }) {
  const shown = useShown()[as]
  if (one === null) return NOTHING
  const { low, high } = ends(one, shown)
  return (
    <>
      {shown(one.value)}
      <div className="quiet">{`${low} – ${high}`}</div>
    </>
  )
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

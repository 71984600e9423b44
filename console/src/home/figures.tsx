import type { Today } from '../api/types'
import { useFormats } from '../platform/format'
import { type Say, useSay } from '../platform/language'

function compared(today: Today, say: Say): string {
  const more = today.new_friends - today.new_friends_yesterday
  if (more === 0) return say('home.same')
  return say(more > 0 ? 'home.more' : 'home.fewer', { count: Math.abs(more) })
}

function Figure({ name, value, note }: { name: string; value: string; note: string }) {
  return (
    <div className="big">
      <span className="quiet">{name}</span>
      <strong className="figure">{value}</strong>
      <span className="quiet figure">{note}</span>
    </div>
  )
}

export function Figures({ today }: { today: Today }) {
  const say = useSay()
  const format = useFormats()
  const all = today.welcomes.reduce((sum, one) => sum + one.count, 0)
  const sent = today.welcomes
    .filter((one) => one.outcome === 'sent')
    .reduce((sum, one) => sum + one.count, 0)
  const welcomed = all
    ? say('home.welcomedOf', { all, rate: format.percent(sent / all) })
    : say('home.welcomedNone')
  return (
    <section className="bigs" aria-live="polite">
      <Figure
        name={say('home.newFriends')}
        value={format.number(today.new_friends)}
        note={compared(today, say)}
      />
      <Figure name={say('home.welcomed')} value={format.number(sent)} note={welcomed} />
      <Figure
        name={say('home.left')}
        value={format.number(today.deleted_by_customer + today.deleted_by_staff)}
        note={say('home.leftText', {
          customers: today.deleted_by_customer,
          staff: today.deleted_by_staff,
        })}
      />
    </section>
  )
}

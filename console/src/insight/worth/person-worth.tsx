/** What is expected of one customer, on their page. */

import { useQuery } from '@tanstack/react-query'
import { get } from '../../api/client'
import { useFormats } from '../../platform/format'
import { useSay } from '../../platform/language'
import { Loaded, Note } from '../../platform/states'
import type { PersonWorth } from '../asking/wire'
import { Cautions, Refusal, useBounds } from './numbers'

function Told({ found }: { found: PersonWorth }) {
  const say = useSay()
  const format = useFormats()
  const bounds = useBounds()
  if (found.purchases === 0) return <Note shape="empty" title={say('worth.neverBought')} />
  const days = format.number(found.horizon_days)
  const day = (at: string | null) => (at ? format.day(at) : '—')
  const pairs: [string, string][] = [
    [say('worth.bought'), format.number(found.purchases)],
    [say('worth.first'), day(found.first_at)],
    [say('worth.last'), day(found.last_at)],
  ]
  if (found.alive_rate)
    pairs.push(
      [say('worth.aliveRate'), bounds.rate(found.alive_rate)],
      [say('worth.purchasesIn', { days }), bounds.count(found.expected_purchases)],
      [say('worth.valueIn', { days }), bounds.money(found.value)],
      [say('worth.next'), found.next_at ? format.day(found.next_at) : say('worth.noNext')],
    )
  return (
    <div className="stack-16">
      <dl className="pairs">
        {pairs.map(([term, value]) => (
          <div key={term}>
            <dt>{term}</dt>
            <dd className="figure">{value}</dd>
          </div>
        ))}
      </dl>
      {found.refused && <Refusal one={found.refused} title={say('worth.refused')} />}
      {!found.refused && found.spend_refused && (
        <Refusal one={found.spend_refused} title={say('worth.noSpend')} />
      )}
      <Cautions all={found.cautions} />
      <p className="quiet">{say('worth.personNote', { until: format.day(found.until) })}</p>
    </div>
  )
}

export default function PersonWorthTab({ id }: { id: string }) {
  const query = useQuery({
    queryKey: ['/insight/lifetime', id],
    queryFn: () => get<PersonWorth>(`/insight/lifetime/${id}`),
    staleTime: 60_000,
  })
  return (
    <Loaded query={query} rows={6}>
      {(found) => <Told found={found} />}
    </Loaded>
  )
}

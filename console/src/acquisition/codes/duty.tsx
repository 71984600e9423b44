/** Who answers a code now and next, and why others do not. */

import { useQuery } from '@tanstack/react-query'
import { get } from '../../api/client'
import type { Duty } from '../../api/types'
import { useFormats } from '../../platform/format'
import { useSay } from '../../platform/language'
import { OnDuty } from '../../platform/outcome'
import { Loaded } from '../../platform/states'
import { Status } from '../../platform/status'

type Person = Duty['staff'][number]

function Load({ person }: { person: Person }) {
  const say = useSay()
  const day = person.cap_per_day ?? '∞'
  return (
    <li>
      <span>{person.name}</span>
      <span className="figure quiet">
        {say('duty.load', { today: person.added_today, cap: day })}
        {person.cap_total !== null &&
          ` · ${say('duty.loadTotal', { total: person.added_total, cap: person.cap_total })}`}
      </span>
    </li>
  )
}

function Watch({ duty, title }: { duty: Duty; title: string }) {
  const say = useSay()
  const format = useFormats()
  return (
    <section>
      <h2>{title}</h2>
      <p>
        <OnDuty state={duty.state} />
        <span className="quiet">
          {duty.by && ` · ${say(`duty.by.${duty.by}`)}`}
          {duty.title && ` · ${duty.title}`}
        </span>
      </p>
      <p className="quiet figure">
        {duty.from && duty.until && format.span(duty.from, duty.until)}
        {duty.from && !duty.until && say('duty.from', { from: format.instant(duty.from) })}
      </p>
      {duty.reason_words && <p className="quiet">{duty.reason_words}</p>}
      <ul className="rows">
        {duty.staff.map((person) => (
          <Load key={person.id} person={person} />
        ))}
        {duty.dropped.map((one) => (
          <li key={one.id}>
            <Status tone="off">{one.name}</Status>
            <span className="quiet">{one.reason_words}</span>
          </li>
        ))}
      </ul>
    </section>
  )
}

export function DutyOf({ id }: { id: string }) {
  const say = useSay()
  const query = useQuery({
    queryKey: ['/live-codes', id, 'duty'],
    queryFn: () => get<{ now: Duty; next: Duty | null }>(`/live-codes/${id}/duty`),
    refetchInterval: 4_000,
  })
  return (
    <Loaded query={query}>
      {({ now, next }) => (
        <div className="stack watch">
          <Watch duty={now} title={say('duty.now')} />
          {next && <Watch duty={next} title={say('duty.next')} />}
        </div>
      )}
    </Loaded>
  )
}

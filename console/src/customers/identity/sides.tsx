/** Two people side by side: what they have in common, and what differs. */

import { Radio } from 'antd'
import type { Customer } from '../../api/types'
import { Face } from '../../platform/face'
import { useFormats } from '../../platform/format'
import { useSay } from '../../platform/language'
import { useEvidence, useKind } from './words'

interface SidesProps {
  people: [Customer, Customer]
  kept: string
  onKeep?: (id: string) => void
}

function Accounts({ person, other }: { person: Customer; other: Customer }) {
  const kind = useKind()
  const evidence = useEvidence()
  const theirs = new Set(other.identities.map((one) => one.kind + one.value))
  return (
    <ul className="accounts">
      {person.identities.map((one) => (
        <li key={one.kind + one.value + one.source}>
          <span className="quiet">{kind(one.kind)}</span>
          <span className="figure code">
            {theirs.has(one.kind + one.value) ? <mark>{one.value}</mark> : one.value}
          </span>
          <span className="quiet">{evidence(one)}</span>
        </li>
      ))}
    </ul>
  )
}

export function Sides({ people, kept, onKeep }: SidesProps) {
  const say = useSay()
  const format = useFormats()
  const rows: [string, (person: Customer) => string][] = [
    [say('same.met'), (person) => format.instant(person.met_at)],
    [say('same.advisers'), (person) => person.staff.map(({ name }) => name).join(' · ')],
    [say('same.tags'), (person) => person.tags.map(({ name }) => name).join(' · ')],
  ]
  return (
    <div className="sides">
      {people.map((person, at) => (
        <section key={person.id} aria-label={person.name || say('same.nobody')}>
          <div className="person">
            <Face name={person.name} src={person.avatar_url} />
            <strong>{person.name || say('same.nobody')}</strong>
          </div>
          {onKeep && (
            <Radio checked={kept === person.id} onChange={() => onKeep(person.id)}>
              {say('same.keep')}
            </Radio>
          )}
          <dl className="pairs">
            {rows.map(([name, value]) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{value(person) || say('state.none')}</dd>
              </div>
            ))}
          </dl>
          <Accounts person={person} other={people[at === 0 ? 1 : 0]} />
        </section>
      ))}
    </div>
  )
}

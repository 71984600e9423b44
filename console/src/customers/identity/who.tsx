/** Who a person is: their accounts with the evidence, who may be the same, what was merged. */

import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import { get } from '../../api/client'
import type { Customer, IdentityPage, Suggestion } from '../../api/types'
import { Pairs } from '../../platform/detail'
import { useSay } from '../../platform/language'
import { useMay } from '../../platform/session/session'
import { Loaded } from '../../platform/states'
import { ByHand } from './by-hand'
import { Merges } from './merges'
import { PersonalData } from './personal-data'
import { Splitting } from './splitting'
import { useEvidence, useKind, useKinds } from './words'
import './identity.css'

/** The accounts of a person, the strongest first. */
export function Accounts({ customer }: { customer: Customer }) {
  const kind = useKind()
  const evidence = useEvidence()
  return (
    <Pairs
      rows={customer.identities.map((one) => [
        kind(one.kind),
        <span key={one.kind + one.value + one.source} className="account">
          <span className="figure code">{one.value}</span>
          <br />
          <span className="quiet">{evidence(one)}</span>
        </span>,
      ])}
    />
  )
}

function Suggestions({ id, rows }: { id: string; rows: Suggestion[] }) {
  const say = useSay()
  const kinds = useKinds()
  if (rows.length === 0) return <p className="quiet">{say('who.noSuggestions')}</p>
  return (
    <ul className="rows">
      {rows.map((one) => (
        <li key={one.id}>
          <span className="who">
            <span>{(one.one.id === id ? one.other : one.one).name || say('same.nobody')}</span>
            <span className="quiet">
              {say('who.by', { by: kinds(one.evidence), score: one.score })}
            </span>
          </span>
          <Link to={`/same-person/${one.id}`}>{say('same.open')}</Link>
        </li>
      ))}
    </ul>
  )
}

function Decisions({ customer }: { customer: Customer }) {
  const say = useSay()
  const query = useQuery({
    queryKey: ['/customers', customer.id, 'identity'],
    queryFn: () => get<IdentityPage>(`/customers/${customer.id}/identity`),
  })
  return (
    <Loaded query={query}>
      {({ suggestions, merges }) => (
        <>
          <section>
            <h2>{say('who.suggestions')}</h2>
            <Suggestions id={customer.id} rows={suggestions} />
            {!customer.erased_at && (
              <div className="by-hand">
                <ByHand customer={customer} />
              </div>
            )}
          </section>
          <section>
            <h2>{say('who.merges')}</h2>
            <Merges rows={merges} />
          </section>
        </>
      )}
    </Loaded>
  )
}

export function Who({ customer }: { customer: Customer }) {
  const say = useSay()
  const merges = useMay()('customers.merge')
  return (
    <div className="stack">
      <section>
        <h2>{say('customer.identities')}</h2>
        <Accounts customer={customer} />
        {merges && <Splitting customer={customer} />}
      </section>
      {merges && <Decisions customer={customer} />}
      {!customer.erased_at && <PersonalData customer={customer} />}
    </div>
  )
}

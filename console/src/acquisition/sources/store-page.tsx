/** A store: who is on duty, its live codes and sources, its new friends of the span. */

import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useEffect } from 'react'
import { Link, useNavigate, useParams } from 'react-router'
import { get } from '../../api/client'
import type { Store } from '../../api/types'
import { useFormats } from '../../platform/format'
import { useSay } from '../../platform/language'
import { useNodes } from '../../platform/lookups'
import { Page, Section } from '../../platform/page'
import { NodePicker } from '../../platform/pickers'
import { Loaded, Note } from '../../platform/states'
import { Status } from '../../platform/status'
import { DayBars } from './day-bars'
import { NumberTable } from './numbers'
import { SpanPicker, useSpan } from './span'
import '../codes/codes.css'
import './sources.css'

function People({ store }: { store: Store }) {
  const say = useSay()
  if (store.staff.length === 0) return <p className="quiet">{say('store.noStaff')}</p>
  return (
    <ul className="rows">
      {[...store.staff]
        .sort((a, b) => Number(b.on_duty) - Number(a.on_duty))
        .map((one) => (
          <li key={one.id}>
            <span className="who">
              {one.name}
              <span className="quiet">{one.position}</span>
            </span>
            <Status tone={one.on_duty ? 'good' : 'off'}>
              {say(one.on_duty ? 'store.onDuty' : one.takes_friends ? 'store.free' : 'store.away')}
            </Status>
          </li>
        ))}
    </ul>
  )
}

function Codes({ store }: { store: Store }) {
  const say = useSay()
  const format = useFormats()
  if (store.codes.length === 0) {
    return (
      <Note
        shape="empty"
        title={say('store.noCodes')}
        action={
          <Link to="/live-codes">
            <Button>{say('codes.title')}</Button>
          </Link>
        }
      />
    )
  }
  return (
    <ul className="rows">
      {store.codes.map((one) => (
        <li key={one.id}>
          <span className="who">
            <Link to={`/live-codes/${one.id}`}>{one.name}</Link>
            <span className="quiet">{one.duty.staff.map(({ name }) => name).join(' · ')}</span>
          </span>
          <span className="right figure">
            {format.number(one.added_total)}
            <span className="quiet">{say('store.today', { count: one.added_today })}</span>
          </span>
        </li>
      ))}
    </ul>
  )
}

function Told({ store }: { store: Store }) {
  const say = useSay()
  const format = useFormats()
  return (
    <div className="stack">
      <div className="grid-2">
        <Section
          title={say('store.friends', {
            count: store.new_friends,
            before: store.new_friends_before,
          })}
          note={say('store.friendsNote')}
        >
          <DayBars
            days={store.days}
            best={(day, count) => say('store.best', { day: format.day(day), count })}
            none={say('figures.none')}
          />
        </Section>
        <Section title={say('store.people')}>
          <People store={store} />
        </Section>
      </div>
      <Section title={say('store.codes')}>
        <Codes store={store} />
      </Section>
      <Section flush title={say('store.sources')} note={say('store.sourcesNote')}>
        {store.sources.length ? (
          <NumberTable
            label={say('store.sources')}
            items={store.sources}
            currency={store.currency}
            shown="own"
          />
        ) : (
          <Note shape="empty" title={say('store.noSources')} text={say('store.noSourcesText')} />
        )}
      </Section>
    </div>
  )
}

function One({ id }: { id: string }) {
  const { first, last } = useSpan()
  const query = useQuery({
    queryKey: ['/stores', id, first, last],
    queryFn: () => get<Store>(`/stores/${id}`, { first, last }),
    refetchInterval: 15_000,
  })
  return (
    <Loaded query={query} rows={12}>
      {(store) => <Told store={store} />}
    </Loaded>
  )
}

export default function StorePage() {
  const say = useSay()
  const { id } = useParams()
  const nodes = useNodes()
  const navigate = useNavigate()
  const first = nodes.data?.find((one) => one.kind === 'store')
  const chosen = nodes.data?.find((one) => one.id === id)
  useEffect(() => {
    if (!id && first) navigate(`/stores/${first.id}`, { replace: true })
  }, [id, first, navigate])
  return (
    <Page title={chosen?.name ?? say('store.title')} purpose={say('store.purpose')}>
      <div className="filters">
        <div style={{ width: 240 }}>
          <NodePicker value={id ?? null} onChange={(node) => node && navigate(`/stores/${node}`)} />
        </div>
        <SpanPicker />
      </div>
      {id ? (
        <One key={id} id={id} />
      ) : (
        <Loaded query={nodes}>
          {() => <Note shape="empty" title={say('store.none')} text={say('store.noneText')} />}
        </Loaded>
      )}
    </Page>
  )
}

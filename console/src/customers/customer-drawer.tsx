import { useQuery } from '@tanstack/react-query'
import { Skeleton, Tabs } from 'antd'
import { Suspense, use } from 'react'
import { get } from '../api/client'
import type { Customer } from '../api/types'
import { Detail } from '../platform/detail'
import { Face } from '../platform/face'
import { useFormats } from '../platform/format'
import { useSay } from '../platform/language'
import { LIVE_MS } from '../platform/live'
import { PersonTabs } from '../platform/person-tabs'
import { useMay } from '../platform/session/session'
import { Loaded } from '../platform/states'
import { Status } from '../platform/status'
import { useFilter } from '../platform/url'
import { Fields } from './fields'
import { Shell } from './identity/personal-data'
import { Accounts, Who } from './identity/who'
import { ProfileSection } from './profile/profile-section'
import { Relations } from './relations'
import { Tags } from './tags'
import { TimelineOf } from './timeline'

function Consents({ customer }: { customer: Customer }) {
  const say = useSay()
  const format = useFormats()
  if (customer.consents.length === 0) return <p className="quiet">{say('consent.none')}</p>
  return (
    <ul className="rows">
      {customer.consents.map((one) => (
        <li key={one.purpose + one.channel + one.at}>
          <span className="who">
            <Status tone={one.state === 'given' ? 'good' : 'bad'}>
              {one.purpose_words} · {one.channel_words} · {say(`consent.${one.state}`)}
            </Status>
            <span className="quiet">{one.source_words}</span>
          </span>
          <span className="quiet figure nowrap">{format.instant(one.at)}</span>
        </li>
      ))}
    </ul>
  )
}

function Profile({ customer }: { customer: Customer }) {
  const say = useSay()
  return (
    <div className="stack">
      <section>
        <h2>{say('customer.relations')}</h2>
        <Relations rows={customer.relations} />
      </section>
      <section>
        <h2>{say('customer.tags')}</h2>
        <Tags customer={customer} />
      </section>
      <ProfileSection customer={customer} />
      <Fields customer={customer} />
      <section>
        <h2>{say('customer.identities')}</h2>
        <Accounts customer={customer} />
      </section>
      <section>
        <h2>{say('customer.consents')}</h2>
        <Consents customer={customer} />
      </section>
    </div>
  )
}

function Head({ customer }: { customer: Customer }) {
  const say = useSay()
  const format = useFormats()
  return (
    <div className="person-head">
      <Face name={customer.name} src={customer.avatar_url} />
      <span>
        <strong>{customer.erased_at ? say('who.erasedName') : customer.name}</strong>
        <br />
        <span className="quiet">
          {customer.added_at && say('customer.since', { at: format.instant(customer.added_at) })}
        </span>
      </span>
      <Status tone={customer.state === 'friend' ? 'good' : 'off'}>
        {say(`customers.${customer.state}`)}
      </Status>
    </div>
  )
}

function One({ id }: { id: string }) {
  const say = useSay()
  const [view, setView] = useFilter('view')
  const may = useMay()
  const more = use(PersonTabs).filter(({ right }) => may(right))
  const query = useQuery({
    queryKey: ['/customers', id],
    queryFn: () => get<Customer>(`/customers/${id}`),
    refetchInterval: LIVE_MS,
  })
  return (
    <Loaded query={query} rows={10}>
      {(customer) => (
        <>
          <Head customer={customer} />
          <Shell customer={customer} />
          <Tabs
            activeKey={view || 'profile'}
            onChange={(key) => setView(key === 'profile' ? null : key)}
            items={[
              {
                key: 'profile',
                label: say('customer.profile'),
                children: <Profile customer={customer} />,
              },
              ...more.map(({ key, words, Show }) => ({
                key,
                label: say(words),
                children: (
                  <Suspense fallback={<Skeleton active title={false} paragraph={{ rows: 8 }} />}>
                    <Show id={id} />
                  </Suspense>
                ),
              })),
              {
                key: 'timeline',
                label: say('customer.timeline'),
                children: <TimelineOf id={id} />,
              },
              { key: 'who', label: say('who.tab'), children: <Who customer={customer} /> },
            ]}
          />
        </>
      )}
    </Loaded>
  )
}

export function CustomerDrawer({ id, onClose }: { id?: string; onClose: () => void }) {
  const say = useSay()
  return (
    <Detail open={Boolean(id)} onClose={onClose} title={say('customer.title')}>
      {id && <One id={id} />}
    </Detail>
  )
}

/** What is known of a person beside their accounts: days, preferences, the brand's own fields. */

import { useQuery } from '@tanstack/react-query'
import { Button, Flex } from 'antd'
import { type ReactNode, useState } from 'react'
import { Link } from 'react-router'
import { get } from '../../api/client'
import type { Customer, CustomField, Profile, Said } from '../../api/types'
import { Pairs } from '../../platform/detail'
import { useFormats } from '../../platform/format'
import { useLanguage, useSay } from '../../platform/language'
import { useMay } from '../../platform/session/session'
import { Loaded } from '../../platform/states'
import { shown, useSpoken } from '../fields'
import { ProfileForm } from './profile-form'
import { useCustomFields } from './use-fields'

function Told({ said, children }: { said: Said; children: ReactNode }) {
  const format = useFormats()
  return (
    <>
      {children}
      <br />
      <span className="quiet figure">
        {said.source_words} · {format.instant(said.at)}
      </span>
    </>
  )
}

type Day = NonNullable<Profile['birthday']>

function DayTold({ day }: { day: Day }) {
  const say = useSay()
  return (
    <Told said={day}>
      {day.words ?? say('profile.hidden')}
      {day.next_on && <> · {say('profile.next', { day: day.next_on })}</>}
    </Told>
  )
}

function rowsOf(profile: Profile, fields: CustomField[], words: Words): [ReactNode, ReactNode][] {
  const { say, value } = words
  const { birthday, preferred_store: store, preferred_adviser: adviser, moved_by } = profile
  const told = (said: Said | null, text: ReactNode) => said && <Told said={said}>{text}</Told>
  const custom = fields.map(({ key, title }): [ReactNode, ReactNode] => {
    const one = profile.custom.find((known) => known.key === key)
    return [
      title,
      told(one ?? null, one && (one.masked ? say('profile.hidden') : value(one.value))),
    ]
  })
  const rows: [ReactNode, ReactNode][] = [
    [say('profile.birthday'), birthday && <DayTold day={birthday} />],
    ...profile.anniversaries.map((one): [ReactNode, ReactNode] => [
      one.name,
      <DayTold key={one.name} day={one} />,
    ]),
    [say('profile.store'), told(store, store?.name)],
    [say('profile.adviser'), told(adviser, adviser?.name)],
    [say('profile.movedBy'), told(moved_by, moved_by?.words.join(', '))],
    ...custom,
  ]
  return rows.filter(([, known]) => known)
}

interface Words {
  say: ReturnType<typeof useSay>
  value: (value: unknown) => string
}

function Known({ profile, fields }: { profile: Profile; fields: CustomField[] }) {
  const say = useSay()
  const spoken = useSpoken()
  const value = (one: unknown) => shown(one, '', spoken)
  const rows = rowsOf(profile, fields, { say, value })
  if (rows.length === 0) return <p className="quiet">{say('profile.empty')}</p>
  return <Pairs rows={rows} />
}

export function ProfileSection({ customer }: { customer: Customer }) {
  const say = useSay()
  const may = useMay()
  const { language } = useLanguage()
  const [edits, edit] = useState(false)
  const fields = useCustomFields()
  const query = useQuery({
    queryKey: ['/customers', customer.id, 'profile', language],
    queryFn: () => get<Profile>(`/customers/${customer.id}/profile`),
  })
  return (
    <section>
      <Flex justify="space-between" align="center" gap={8} wrap className="profile-head">
        <h2>{say('profile.title')}</h2>
        <Flex gap={8}>
          {edits && may('customers.define_fields') && (
            <Link to="/custom-fields">
              <Button type="text">{say('fields.title')}</Button>
            </Link>
          )}
          {!edits && !customer.erased_at && may('customers.write') && (
            <Button onClick={() => edit(true)} aria-label={say('profile.edit')}>
              {say('do.edit')}
            </Button>
          )}
        </Flex>
      </Flex>
      <Loaded query={query} rows={4}>
        {(profile) =>
          edits ? (
            <ProfileForm
              id={customer.id}
              profile={profile}
              fields={fields.data ?? []}
              onClose={() => edit(false)}
            />
          ) : (
            <Known profile={profile} fields={fields.data ?? []} />
          )
        }
      </Loaded>
    </section>
  )
}

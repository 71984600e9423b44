/** Who signs in, with which role, and how far they see. */

import { Button, type TableColumnsType } from 'antd'
import { useParams } from 'react-router'
import type { User } from '../api/types'
import { useFormats } from '../platform/format'
import { useSay } from '../platform/language'
import { ListTable, useList } from '../platform/list'
import { Page, Section } from '../platform/page'
import { useMay } from '../platform/session/session'
import { Note } from '../platform/states'
import { Status } from '../platform/status'
import { useGo } from '../platform/url'
import { UserDrawer } from './user-drawer'

function useColumns(): TableColumnsType<User> {
  const say = useSay()
  const format = useFormats()
  return [
    {
      title: say('users.name'),
      render: (_, user) => (
        <>
          {user.name}
          <br />
          <span className="quiet">{user.login}</span>
        </>
      ),
    },
    { title: say('users.role'), render: (_, user) => user.role.name },
    {
      title: say('users.reach'),
      render: (_, user) => user.staff?.name ?? user.node?.name ?? say('users.everything'),
    },
    {
      title: say('users.ways'),
      render: (_, user) =>
        user.ways.map((way) => say(`users.way.${way}`)).join(' · ') || say('users.noWay'),
    },
    {
      title: say('users.state'),
      render: (_, user) => (
        <Status tone={user.active ? 'good' : 'off'}>
          {say(user.active ? 'users.active' : 'users.inactive')}
        </Status>
      ),
    },
    {
      title: say('users.seen'),
      align: 'right',
      className: 'figure nowrap',
      render: (_, user) =>
        user.last_seen_at ? format.instant(user.last_seen_at) : say('users.never'),
    },
  ]
}

export default function UsersPage() {
  const say = useSay()
  const may = useMay()
  const go = useGo()
  const { id } = useParams()
  const list = useList<User>('/users', { limit: 200 })
  const writes = may('users.write')
  return (
    <Page
      title={say('users.title')}
      purpose={say('users.purpose')}
      action={
        writes && (
          <Button type="primary" onClick={() => go('/users/new')}>
            {say('users.new')}
          </Button>
        )
      }
    >
      <Section flush>
        <ListTable
          label={say('users.title')}
          list={list}
          columns={useColumns()}
          current={id}
          onOpen={writes ? (user) => go(`/users/${user.id}`) : undefined}
          empty={<Note shape="empty" title={say('users.empty')} />}
        />
      </Section>
      <UserDrawer id={id} users={list.rows} onClose={() => go('/users')} />
    </Page>
  )
}

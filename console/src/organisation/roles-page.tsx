/** Roles as data: what each may do, the built-in ones and your own. */

import { useQuery } from '@tanstack/react-query'
import { Alert, Button, Input, Segmented, type TableColumnsType } from 'antd'
import { useState } from 'react'
import { useParams } from 'react-router'
import { get, post, put } from '../api/client'
import type { List, Permission, Role } from '../api/types'
import { Detail } from '../platform/detail'
import { useSay } from '../platform/language'
import { FIGURE, ListTable, useList } from '../platform/list'
import { Page, Section } from '../platform/page'
import { useMay } from '../platform/session/session'
import { Loaded, Note } from '../platform/states'
import { useChange } from '../platform/toast'
import { useGo } from '../platform/url'
import { Rights } from './rights'
import './organisation.css'

export const usePermissions = () =>
  useQuery({ queryKey: ['/permissions'], queryFn: () => get<List<Permission>>('/permissions') })

function Editor({ role, onClose }: { role?: Role; onClose: () => void }) {
  const say = useSay()
  const permissions = usePermissions()
  const writes = useMay()('roles.write') && !role?.built_in
  const [name, setName] = useState(role?.name ?? '')
  const [chosen, choose] = useState(role?.permissions ?? [])
  const [sees, setSees] = useState(role?.sees ?? 'subtree')
  const saving = useChange({
    run: () => {
      const body = { name: name.trim(), permissions: chosen, sees }
      return role ? put(`/roles/${role.id}`, body) : post('/roles', body)
    },
    stale: [['/roles'], ['session']],
    after: onClose,
  })
  return (
    <Detail
      open
      size={640}
      onClose={onClose}
      title={role?.name ?? say('roles.new')}
      action={
        writes && (
          <Button
            type="primary"
            disabled={!name.trim()}
            loading={saving.isPending}
            onClick={() => saving.mutate()}
          >
            {say('do.save')}
          </Button>
        )
      }
    >
      <div className="stack-16">
        {role?.built_in && <Alert showIcon type="info" title={say('roles.fixed')} />}
        <label className="label">
          {say('roles.name')}
          <Input
            value={name}
            disabled={!writes}
            maxLength={40}
            onChange={(event) => setName(event.target.value)}
          />
        </label>
        <div className="label">
          {say('roles.sees')}
          <Segmented
            value={sees}
            disabled={!writes}
            onChange={setSees}
            options={(['subtree', 'own'] as const).map((one) => ({
              value: one,
              label: say(`roles.sees.${one}`),
            }))}
          />
        </div>
        <Loaded query={permissions}>
          {(found) => (
            <Rights all={found.items} chosen={chosen} onChange={writes ? choose : undefined} />
          )}
        </Loaded>
      </div>
    </Detail>
  )
}

function useColumns(): TableColumnsType<Role> {
  const say = useSay()
  return [
    { title: say('roles.name'), dataIndex: 'name' },
    {
      title: say('roles.kind'),
      render: (_, role) => say(role.built_in ? 'roles.builtIn' : 'roles.own'),
    },
    { title: say('roles.sees'), render: (_, role) => say(`roles.sees.${role.sees}`) },
    { ...FIGURE, title: say('roles.rights'), render: (_, role) => role.permissions.length },
    { ...FIGURE, title: say('roles.users'), dataIndex: 'user_count' },
  ]
}

export default function RolesPage() {
  const say = useSay()
  const may = useMay()
  const go = useGo()
  const { id } = useParams()
  const list = useList<Role>('/roles', { limit: 200 })
  const role = list.rows?.find((one) => one.id === id)
  const close = () => go('/roles')
  return (
    <Page
      title={say('roles.title')}
      purpose={say('roles.purpose')}
      action={
        may('roles.write') && (
          <Button type="primary" onClick={() => go('/roles/new')}>
            {say('roles.new')}
          </Button>
        )
      }
    >
      <Section flush>
        <ListTable
          label={say('roles.title')}
          list={list}
          columns={useColumns()}
          width={560}
          current={id}
          onOpen={(one) => go(`/roles/${one.id}`)}
          empty={<Note shape="empty" title={say('roles.empty')} />}
        />
      </Section>
      {(id === 'new' || role) && <Editor key={id} role={role} onClose={close} />}
    </Page>
  )
}

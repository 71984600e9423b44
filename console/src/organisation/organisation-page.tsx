/** The tree of stores, and the staff in it. */

import { Button, Input, Select, Skeleton, Switch, type TableColumnsType, Tree } from 'antd'
import { useState } from 'react'
import { patch } from '../api/client'
import type { Staff } from '../api/types'
import { useSay } from '../platform/language'
import { ListTable, useList } from '../platform/list'
import { useNodes } from '../platform/lookups'
import { Page, Section } from '../platform/page'
import { type Branch, NodePicker, tree } from '../platform/pickers'
import { useMay } from '../platform/session/session'
import { Note, Trouble } from '../platform/states'
import { Status, type Tone } from '../platform/status'
import { useChange } from '../platform/toast'
import { useFilter } from '../platform/url'
import { NodeForm } from './node-form'
import './organisation.css'

const TONE: Record<Staff['status'], Tone> = {
  active: 'good',
  inactive: 'busy',
  disabled: 'off',
  left: 'off',
}
const STATUSES: Staff['status'][] = ['active', 'inactive', 'disabled', 'left']

interface Drawn {
  key: string
  title: React.ReactNode
  children: Drawn[]
}

function useDrawn() {
  const say = useSay()
  const draw = (branch: Branch): Drawn => ({
    key: branch.value,
    title: (
      <span className="node">
        <span>
          {branch.title}
          {branch.node.ownership === 'franchise' && (
            <span className="quiet"> · {say('node.franchise')}</span>
          )}
        </span>
        <span className="quiet figure">{branch.node.staff_count}</span>
      </span>
    ),
    children: branch.children.map(draw),
  })
  return draw
}

function Places({ onEdit }: { onEdit: (id: string) => void }) {
  const say = useSay()
  const nodes = useNodes()
  const draw = useDrawn()
  const writes = useMay()('organisation.write')
  const [node, setNode] = useFilter('node')
  if (nodes.error) return <Trouble error={nodes.error} again={() => nodes.refetch()} />
  if (!nodes.data) return <Skeleton active />
  return (
    <>
      <Tree
        blockNode
        defaultExpandAll
        selectedKeys={node ? [node] : []}
        onSelect={([key]) => setNode(key ? String(key) : null)}
        treeData={tree(nodes.data).map(draw)}
      />
      {node && writes && (
        <Button className="edit-node" onClick={() => onEdit(node)}>
          {say('node.edit')}
        </Button>
      )}
    </>
  )
}

function useColumns(): TableColumnsType<Staff> {
  const say = useSay()
  const writes = useMay()('staff.write')
  const change = useChange({
    run: ({ id, ...what }: { id: string; online?: boolean; node_id?: string | null }) =>
      patch<Staff>(`/staff/${id}`, what),
    stale: [['/staff'], ['/nodes'], ['/live-codes']],
  })
  return [
    {
      title: say('staff.name'),
      render: (_, one) => (
        <>
          <span className="nowrap">{one.name}</span>
          <br />
          <span className="quiet">{[one.position, one.userid].filter(Boolean).join(' · ')}</span>
        </>
      ),
    },
    {
      title: say('staff.node'),
      width: 176,
      render: (_, one) =>
        writes ? (
          <NodePicker
            value={one.node?.id ?? null}
            onChange={(node_id) => change.mutate({ id: one.id, node_id })}
          />
        ) : (
          one.node?.name
        ),
    },
    {
      title: say('staff.status'),
      render: (_, one) => <Status tone={TONE[one.status]}>{say(`staff.${one.status}`)}</Status>,
    },
    {
      title: say('staff.online'),
      render: (_, one) => (
        <Switch
          checked={one.online}
          disabled={!writes || one.status !== 'active'}
          aria-label={`${one.name} ${say('staff.online')}`}
          onChange={(online) => change.mutate({ id: one.id, online })}
        />
      ),
    },
  ]
}

function StaffList() {
  const say = useSay()
  const [q, setQ] = useFilter('q')
  const [node] = useFilter('node')
  const [status, setStatus] = useFilter('status')
  const list = useList<Staff>('/staff', { q, node, status })
  return (
    <>
      <div className="filters">
        <Input.Search
          key={q}
          allowClear
          defaultValue={q}
          onSearch={setQ}
          placeholder={say('staff.search')}
          style={{ width: 224 }}
        />
        <Select
          allowClear
          value={status || undefined}
          onChange={setStatus}
          placeholder={say('staff.anyStatus')}
          style={{ width: 160 }}
          options={STATUSES.map((one) => ({ value: one, label: say(`staff.${one}`) }))}
        />
      </div>
      <Section flush>
        <ListTable
          label={say('staff.title')}
          list={list}
          columns={useColumns()}
          width={760}
          empty={<Note shape="empty" title={say('staff.empty')} text={say('staff.emptyText')} />}
        />
      </Section>
    </>
  )
}

export default function OrganisationPage() {
  const say = useSay()
  const may = useMay()
  const [editing, edit] = useState<string | null>(null)
  return (
    <Page
      title={say('organisation.title')}
      purpose={say('organisation.purpose')}
      action={
        may('organisation.write') && (
          <Button type="primary" onClick={() => edit('new')}>
            {say('node.new')}
          </Button>
        )
      }
    >
      <div className="places">
        <Section title={say('organisation.tree')}>
          <Places onEdit={edit} />
        </Section>
        <div>
          <StaffList />
        </div>
      </div>
      <NodeForm id={editing} onClose={() => edit(null)} />
    </Page>
  )
}

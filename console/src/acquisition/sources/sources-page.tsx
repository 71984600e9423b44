/** Where customers come from: the tree of sources with their costs, and one in a drawer. */

import { useQuery } from '@tanstack/react-query'
import { Button, Flex, Table, type TableColumnsType } from 'antd'
import { useState } from 'react'
import { useParams } from 'react-router'
import { get, post } from '../../api/client'
import type { Source, SourceTree } from '../../api/types'
import { useSay } from '../../platform/language'
import { FIGURE } from '../../platform/list'
import { type Money, useMoney } from '../../platform/money'
import { Page, Section } from '../../platform/page'
import { useMay } from '../../platform/session/session'
import { Loaded, Note } from '../../platform/states'
import { Status } from '../../platform/status'
import { useChange } from '../../platform/toast'
import { useGo } from '../../platform/url'
import { type Branch, branches } from './branches'
import { SourceDrawer } from './source-drawer'
import { SourceFormModal } from './source-form'
import { SpanPicker, useSpan } from './span'
import './sources.css'

function useColumns(money: Money): TableColumnsType<Branch<Source>> {
  const say = useSay()
  return [
    {
      title: say('sources.name'),
      render: (_, one) => (
        <span className="in-tree">
          {one.name}
          <br />
          <span className="quiet">
            {[one.channel_words, one.node?.name]
              .filter((words) => words && words !== one.name)
              .join(' · ')}
          </span>
        </span>
      ),
    },
    {
      title: say('sources.state'),
      width: 112,
      render: (_, one) => (
        <Status tone={one.closed ? 'off' : 'good'}>
          {say(one.closed ? 'sources.closed' : 'sources.open')}
        </Status>
      ),
    },
    { ...FIGURE, title: say('sources.codes'), width: 96, dataIndex: 'codes' },
    { ...FIGURE, title: say('sources.links'), width: 96, dataIndex: 'links' },
    {
      ...FIGURE,
      title: say('sources.cost'),
      width: 176,
      render: (_, one) => (
        <>
          {money.say(one.cost)}
          {one.simulated && (
            <>
              <br />
              <span className="quiet">{say('sources.simulated')}</span>
            </>
          )}
        </>
      ),
    },
  ]
}

function Start({ onNew }: { onNew: () => void }) {
  const say = useSay()
  const writes = useMay()('sources.write')
  const starting = useChange({
    run: () => post<{ count: number }>('/sources/usual'),
    stale: [['/sources']],
  })
  return (
    <Note
      shape="empty"
      title={say('sources.empty')}
      text={say('sources.emptyText')}
      action={
        writes && (
          <Flex gap={8}>
            <Button type="primary" loading={starting.isPending} onClick={() => starting.mutate()}>
              {say('sources.usual')}
            </Button>
            <Button onClick={onNew}>{say('sources.new')}</Button>
          </Flex>
        )
      }
    />
  )
}

function Tree({ tree, onNew }: { tree: SourceTree; onNew: () => void }) {
  const say = useSay()
  const go = useGo()
  const { id } = useParams()
  const money = useMoney(tree.currency)
  const columns = useColumns(money)
  if (tree.items.length === 0) return <Start onNew={onNew} />
  return (
    <Table<Branch<Source>>
      aria-label={say('sources.title')}
      rowKey="id"
      size="middle"
      pagination={false}
      scroll={{ x: 760 }}
      columns={columns}
      dataSource={branches(tree.items)}
      expandable={{ defaultExpandAllRows: true }}
      rowClassName={(one) => (one.id === id ? 'row-current' : 'row-open')}
      onRow={(one) => ({
        tabIndex: 0,
        onClick: () => go(`/sources/${one.id}`),
        onKeyDown: (event) => {
          if (event.key === 'Enter' && event.target === event.currentTarget)
            go(`/sources/${one.id}`)
        },
      })}
    />
  )
}

export default function SourcesPage() {
  const say = useSay()
  const may = useMay()
  const go = useGo()
  const { id } = useParams()
  const { first, last } = useSpan()
  const [making, make] = useState(false)
  const query = useQuery({
    queryKey: ['/sources', 'tree', first, last],
    queryFn: () => get<SourceTree>('/sources', { first, last }),
  })
  return (
    <Page
      title={say('sources.title')}
      purpose={say('sources.purpose')}
      action={
        may('sources.write') && (
          <Button type="primary" onClick={() => make(true)}>
            {say('sources.new')}
          </Button>
        )
      }
    >
      <div className="filters">
        <SpanPicker />
      </div>
      <Section flush>
        <Loaded query={query} rows={8}>
          {(tree) => <Tree key={tree.items.length} tree={tree} onNew={() => make(true)} />}
        </Loaded>
      </Section>
      <SourceFormModal open={making} onClose={() => make(false)} />
      <SourceDrawer
        source={query.data?.items.find((one) => one.id === id)}
        id={id}
        trouble={query}
        currency={query.data?.currency ?? 'CNY'}
        onClose={() => go('/sources')}
      />
    </Page>
  )
}

/** Partners: what was agreed, what they were given, what came of it. */

import { useQuery } from '@tanstack/react-query'
import { Button, Table, type TableColumnsType } from 'antd'
import { useState } from 'react'
import { useParams } from 'react-router'
import { get } from '../../api/client'
import type { Partner, Partners } from '../../api/types'
import { useFormats } from '../../platform/format'
import { useSay } from '../../platform/language'
import { FIGURE } from '../../platform/list'
import { Page, Section } from '../../platform/page'
import { useMay } from '../../platform/session/session'
import { Loaded, Note } from '../../platform/states'
import { useGo } from '../../platform/url'
import { Agreement } from './agreement'
import { useNumber } from './numbers'
import { PartnerDrawer } from './partner-drawer'
import { PartnerFormModal } from './partner-form'
import { SpanPicker, useSpan } from './span'
import './sources.css'

function useColumns(currency: string): TableColumnsType<Partner> {
  const say = useSay()
  const format = useFormats()
  const number = useNumber(currency)
  return [
    {
      title: say('partners.name'),
      render: (_, one) => (
        <>
          {one.name}
          <br />
          <span className="quiet">
            {say('sources.usesOf', { codes: one.codes.length, links: one.links.length })}
          </span>
        </>
      ),
    },
    {
      title: say('partners.agreement'),
      render: (_, one) => (
        <>
          <Agreement agreed={one.agreed} />
          <br />
          <span className="quiet">
            {one.agreed_from && format.day(one.agreed_from)}
            {(one.agreed_from || one.agreed_until) && ' – '}
            {one.agreed_until && format.day(one.agreed_until)}
          </span>
        </>
      ),
    },
    {
      ...FIGURE,
      title: say('figures.cost'),
      render: (_, { numbers }) => (
        <>
          {number('cost', numbers.cost)}
          {numbers.simulated && (
            <>
              <br />
              <span className="quiet">{say('sources.simulated')}</span>
            </>
          )}
        </>
      ),
    },
    {
      ...FIGURE,
      title: say('figures.new_friends'),
      render: (_, { numbers }) => format.number(numbers.new_friends),
    },
    {
      ...FIGURE,
      title: say('figures.cac'),
      render: (_, { numbers }) =>
        numbers.cac === null ? (
          <span className="quiet">{numbers.why.cac}</span>
        ) : (
          number('cac', numbers.cac)
        ),
    },
    {
      ...FIGURE,
      title: say('figures.first_orders'),
      render: (_, { numbers }) =>
        numbers.first_orders === null ? (
          <span className="quiet">{numbers.why.first_orders}</span>
        ) : (
          format.number(numbers.first_orders)
        ),
    },
  ]
}

function Listed({ partners, onNew }: { partners: Partners; onNew: () => void }) {
  const say = useSay()
  const go = useGo()
  const writes = useMay()('partners.write')
  const { id } = useParams()
  const columns = useColumns(partners.currency)
  if (partners.items.length === 0) {
    return (
      <Note
        shape="empty"
        title={say('partners.empty')}
        text={say('partners.emptyText')}
        action={
          writes && (
            <Button type="primary" onClick={onNew}>
              {say('partners.new')}
            </Button>
          )
        }
      />
    )
  }
  return (
    <Table<Partner>
      aria-label={say('partners.title')}
      rowKey="id"
      size="middle"
      pagination={false}
      scroll={{ x: 860 }}
      columns={columns}
      dataSource={partners.items}
      rowClassName={(one) => (one.id === id ? 'row-current' : 'row-open')}
      onRow={(one) => ({
        tabIndex: 0,
        onClick: () => go(`/partners/${one.id}`),
        onKeyDown: (event) => {
          if (event.key === 'Enter' && event.target === event.currentTarget)
            go(`/partners/${one.id}`)
        },
      })}
    />
  )
}

export default function PartnersPage() {
  const say = useSay()
  const go = useGo()
  const writes = useMay()('partners.write')
  const { id } = useParams()
  const { first, last } = useSpan()
  const [making, make] = useState(false)
  const query = useQuery({
    queryKey: ['/partners', first, last],
    queryFn: () => get<Partners>('/partners', { first, last }),
  })
  return (
    <Page
      title={say('partners.title')}
      purpose={say('partners.purpose')}
      action={
        writes && (
          <Button type="primary" onClick={() => make(true)}>
            {say('partners.new')}
          </Button>
        )
      }
    >
      <div className="filters">
        <SpanPicker />
      </div>
      <Section flush>
        <Loaded query={query}>
          {(partners) => <Listed partners={partners} onNew={() => make(true)} />}
        </Loaded>
      </Section>
      <PartnerFormModal open={making} onClose={() => make(false)} />
      <PartnerDrawer
        id={id}
        partner={query.data?.items.find((one) => one.id === id)}
        currency={query.data?.currency ?? 'CNY'}
        query={query}
        onClose={() => go('/partners')}
      />
    </Page>
  )
}

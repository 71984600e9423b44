/** Customers: the list with its views and filters, and one person in a drawer. */

import { Button, type InputRef } from 'antd'
import { useMemo, useRef, useState } from 'react'
import { Link, useParams } from 'react-router'
import type { CustomerRow } from '../api/types'
import { ExportButton } from '../platform/exports/export-button'
import { useSay } from '../platform/language'
import { ListTable, useList } from '../platform/list'
import { LIVE_MS } from '../platform/live'
import { Page, Section } from '../platform/page'
import { useMay } from '../platform/session/session'
import { Note } from '../platform/states'
import { useGo } from '../platform/url'
import { CustomerDrawer } from './customer-drawer'
import { BulkBar, type Selection } from './list/bulk-bar'
import { useColumns } from './list/columns'
import { FilterBar } from './list/filter-bar'
import { useListed } from './list/filters'
import { KeysDialog, useKeys } from './list/keys'
import { Views } from './list/views'
import './customers.css'

const NOBODY: Selection = { ids: [], everyone: false }

function Nobody({ filtered }: { filtered: boolean }) {
  const say = useSay()
  const go = useGo()
  if (filtered) {
    return (
      <Note
        shape="empty"
        title={say('state.nothing')}
        text={say('state.nothingText')}
        action={
          <Link to="/customers">
            <Button>{say('state.clear')}</Button>
          </Link>
        }
      />
    )
  }
  return (
    <Note
      shape="empty"
      title={say('customers.empty')}
      text={say('customers.emptyText')}
      action={
        <Button type="primary" onClick={() => go('/live-codes')}>
          {say('customers.emptyAction')}
        </Button>
      }
    />
  )
}

export default function CustomersPage() {
  const say = useSay()
  const go = useGo()
  const may = useMay()
  const { id } = useParams()
  const listed = useListed()
  const { filters, sort, columns } = listed.listed
  const search = useRef<InputRef>(null)
  const [selection, select] = useState(NOBODY)
  const list = useList<CustomerRow>('/customers', { ...filters, sort, columns }, LIVE_MS)
  const ids = useMemo(() => list.rows?.map((row) => row.id) ?? [], [list.rows])
  const toggle = (one: string) =>
    select(({ ids: had }) => ({
      everyone: false,
      ids: had.includes(one) ? had.filter((other) => other !== one) : [...had, one],
    }))
  const keys = useKeys({
    ids,
    off: Boolean(id),
    onSearch: () => search.current?.focus(),
    onOpen: (one) => go(`/customers/${one}`),
    onSelect: toggle,
  })
  const ticked = selection.everyone ? ids : selection.ids
  return (
    <Page
      title={say('customers.title')}
      purpose={say('customers.purpose')}
      action={
        <>
          <ExportButton list="customers" filter={{ ...filters }} />
          <Button aria-label={say('keys.title')} onClick={() => keys.help(true)}>
            ?
          </Button>
        </>
      }
    >
      <Views list={listed} opensHere={!id} />
      <FilterBar list={listed} search={search} />
      <BulkBar selection={selection} onSelect={select} filters={filters} />
      <Section flush>
        <ListTable
          label={say('customers.title')}
          list={list}
          columns={useColumns(columns)}
          width={960}
          current={id}
          active={keys.at}
          selection={
            may('customers.tag_many')
              ? {
                  selectedRowKeys: ticked,
                  onChange: (chosen) => select({ ids: chosen.map(String), everyone: false }),
                  preserveSelectedRowKeys: true,
                }
              : undefined
          }
          onOpen={(row) => go(`/customers/${row.id}`)}
          empty={<Nobody filtered={Object.keys(filters).length > 0} />}
        />
      </Section>
      <CustomerDrawer id={id} onClose={() => go('/customers')} />
      <KeysDialog open={keys.helps} onClose={() => keys.help(false)} />
    </Page>
  )
}

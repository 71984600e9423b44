/** Customers: the list, and one person in a drawer. */

import { Button, Input, Select, type TableColumnsType, Tag } from 'antd'
import { Link, useParams } from 'react-router'
import type { CustomerRow } from '../api/types'
import { ExportButton } from '../platform/exports/export-button'
import { useFormats } from '../platform/format'
import { useSay } from '../platform/language'
import { ListTable, useList } from '../platform/list'
import { useStaff, useTagGroups } from '../platform/lookups'
import { Page, Section } from '../platform/page'
import { Note } from '../platform/states'
import { Status } from '../platform/status'
import { useFilter, useGo } from '../platform/url'
import { CustomerDrawer } from './customer-drawer'
import { Face } from './face'
import './customers.css'

const TAGS_SHOWN = 3
const liveCode = (row: CustomerRow) => (row.fields as { live_code?: string }).live_code

function Filters() {
  const say = useSay()
  const staff = useStaff()
  const groups = useTagGroups()
  const [q, setQ] = useFilter('q')
  const [tag, setTag] = useFilter('tag')
  const [adviser, setAdviser] = useFilter('staff')
  const [state, setState] = useFilter('state')
  return (
    <div className="filters">
      <Input.Search
        key={q}
        allowClear
        defaultValue={q}
        onSearch={setQ}
        placeholder={say('customers.search')}
        style={{ width: 240 }}
      />
      <Select
        allowClear
        showSearch
        optionFilterProp="label"
        value={tag || undefined}
        onChange={setTag}
        placeholder={say('customers.anyTag')}
        style={{ width: 176 }}
        options={(groups.data ?? []).map((group) => ({
          label: group.name,
          title: group.name,
          options: group.tags.map((one) => ({ value: one.id, label: one.name })),
        }))}
      />
      <Select
        allowClear
        showSearch
        optionFilterProp="label"
        value={adviser || undefined}
        onChange={setAdviser}
        placeholder={say('customers.anyStaff')}
        style={{ width: 176 }}
        options={(staff.data ?? []).map((one) => ({ value: one.id, label: one.name }))}
      />
      <Select
        allowClear
        value={state || undefined}
        onChange={setState}
        placeholder={say('customers.anyState')}
        style={{ width: 144 }}
        options={[
          { value: 'friend', label: say('customers.friend') },
          { value: 'lost', label: say('customers.lost') },
        ]}
      />
    </div>
  )
}

function useColumns(): TableColumnsType<CustomerRow> {
  const say = useSay()
  const format = useFormats()
  return [
    {
      title: say('customers.name'),
      render: (_, row) => (
        <span className="person">
          <Face name={row.name} src={row.avatar_url} />
          {row.name}
        </span>
      ),
    },
    {
      title: say('customers.state'),
      render: (_, row) => (
        <Status tone={row.state === 'friend' ? 'good' : 'off'}>
          {say(`customers.${row.state}`)}
        </Status>
      ),
    },
    {
      title: say('customers.staff'),
      render: (_, row) => row.staff.map((one) => one.name).join(' · ') || say('state.none'),
    },
    {
      title: say('customers.tags'),
      render: (_, row) => (
        <>
          {row.tags.slice(0, TAGS_SHOWN).map((tag) => (
            <Tag key={tag.id} variant="outlined">
              {tag.name}
            </Tag>
          ))}
          {row.tags.length > TAGS_SHOWN && (
            <span className="quiet">+{row.tags.length - TAGS_SHOWN}</span>
          )}
        </>
      ),
    },
    {
      title: say('customers.code'),
      render: (_, row) => liveCode(row) ?? <span className="quiet">{say('home.noCode')}</span>,
    },
    {
      title: say('customers.added'),
      align: 'right',
      className: 'figure nowrap',
      render: (_, row) => row.added_at && format.instant(row.added_at),
    },
  ]
}

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
  const { id } = useParams()
  const [q] = useFilter('q')
  const [tag] = useFilter('tag')
  const [staff] = useFilter('staff')
  const [state] = useFilter('state')
  const list = useList<CustomerRow>('/customers', { q, tag, staff, state }, 5_000)
  return (
    <Page
      title={say('customers.title')}
      purpose={say('customers.purpose')}
      action={<ExportButton list="customers" filter={{ q, tag, staff, state }} />}
    >
      <Filters />
      <Section flush>
        <ListTable
          label={say('customers.title')}
          list={list}
          columns={useColumns()}
          width={960}
          current={id}
          onOpen={(row) => go(`/customers/${row.id}`)}
          empty={<Nobody filtered={Boolean(q || tag || staff || state)} />}
        />
      </Section>
      <CustomerDrawer id={id} onClose={() => go('/customers')} />
    </Page>
  )
}

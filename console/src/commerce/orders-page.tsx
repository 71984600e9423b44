/** Every order: the list, and one of them in a drawer. */

import { Button, Input, Select, type TableColumnsType } from 'antd'
import { Link, useParams } from 'react-router'
import type { Order } from '../api/types'
import { useFormats } from '../platform/format'
import { useSay } from '../platform/language'
import { FIGURE, ListTable, useList } from '../platform/list'
import { Page, Section } from '../platform/page'
import { Note } from '../platform/states'
import { useFilter, useGo } from '../platform/url'
import { OrderDrawer } from './order-drawer'
import { STATES, State } from './state'

function Filters() {
  const say = useSay()
  const [number, setNumber] = useFilter('number')
  const [state, setState] = useFilter('state')
  const [customer, setCustomer] = useFilter('customer')
  return (
    <div className="filters">
      <Input.Search
        key={number}
        allowClear
        defaultValue={number}
        onSearch={setNumber}
        placeholder={say('orders.search')}
        style={{ width: 240 }}
      />
      <Select
        allowClear
        value={state || undefined}
        onChange={setState}
        placeholder={say('orders.anyState')}
        style={{ width: 176 }}
        options={STATES.map((one) => ({ value: one, label: say(`orders.state.${one}`) }))}
      />
      {customer && <Button onClick={() => setCustomer(null)}>{say('orders.oneCustomer')} ✕</Button>}
    </div>
  )
}

function useColumns(): TableColumnsType<Order> {
  const say = useSay()
  const format = useFormats()
  const money = (title: string, value: (row: Order) => number) => ({
    ...FIGURE,
    title,
    className: 'figure nowrap',
    render: (_: unknown, row: Order) => format.money(value(row)),
  })
  return [
    {
      title: say('orders.number'),
      render: (_, row) => (
        <>
          <span className="figure">{row.number}</span>
          <br />
          <span className="quiet">{row.source}</span>
        </>
      ),
    },
    {
      title: say('orders.buyer'),
      render: (_, row) =>
        row.customer.name || <span className="quiet">{say('orders.noName')}</span>,
    },
    { title: say('orders.state'), render: (_, row) => <State state={row.state} /> },
    { ...FIGURE, title: say('orders.lines'), render: (_, row) => format.number(row.line_count) },
    money(say('orders.amount'), (row) => row.amount),
    money(say('orders.refunded'), (row) => row.refunded),
    money(say('orders.net'), (row) => row.net),
    {
      title: say('orders.placed'),
      align: 'right',
      className: 'figure nowrap',
      render: (_, row) => format.instant(row.placed_at),
    },
  ]
}

function Nothing({ filtered }: { filtered: boolean }) {
  const say = useSay()
  if (!filtered)
    return <Note shape="empty" title={say('orders.empty')} text={say('orders.emptyText')} />
  return (
    <Note
      shape="empty"
      title={say('state.nothing')}
      text={say('state.nothingText')}
      action={
        <Link to="/orders">
          <Button>{say('state.clear')}</Button>
        </Link>
      }
    />
  )
}

export default function OrdersPage() {
  const say = useSay()
  const go = useGo()
  const { id } = useParams()
  const [number] = useFilter('number')
  const [state] = useFilter('state')
  const [customer] = useFilter('customer')
  const query = { number, state, customer }
  const list = useList<Order>('/orders', query, 3_000)
  return (
    <Page
      title={say('orders.title')}
      purpose={say('orders.purpose')}
      action={
        <Link to="/shop">
          <Button type="primary">{say('orders.toShop')}</Button>
        </Link>
      }
    >
      <Filters />
      <Section flush>
        <ListTable
          label={say('orders.title')}
          list={list}
          columns={useColumns()}
          width={960}
          current={id}
          onOpen={(row) => go(`/orders/${row.id}`)}
          empty={<Nothing filtered={Object.values(query).some(Boolean)} />}
        />
      </Section>
      <OrderDrawer id={id} onClose={() => go('/orders')} />
    </Page>
  )
}

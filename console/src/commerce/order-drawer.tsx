import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { Link } from 'react-router'
import { get } from '../api/client'
import type { OrderWhole } from '../api/types'
import { Detail, Pairs } from '../platform/detail'
import { useFormats } from '../platform/format'
import { useSay } from '../platform/language'
import { Loaded } from '../platform/states'
import { Lines } from './lines'
import { State } from './state'

function Refunds({ order }: { order: OrderWhole }) {
  const say = useSay()
  const format = useFormats()
  if (order.refunds.length === 0) return <p className="quiet">{say('order.noRefunds')}</p>
  return (
    <ul className="rows">
      {order.refunds.map((one) => (
        <li key={one.id}>
          <span className="who">
            <span>{say('order.refundOf', { number: one.number, title: one.title })}</span>
            <span className="quiet">{format.instant(one.refunded_at)}</span>
          </span>
          <span className="right figure nowrap">
            {format.money(one.amount)}
            <span className="quiet">{say('order.pieces', { count: one.quantity })}</span>
          </span>
        </li>
      ))}
    </ul>
  )
}

function One({ order }: { order: OrderWhole }) {
  const say = useSay()
  const format = useFormats()
  const rows: [string, ReactNode][] = [
    [say('orders.state'), <State key="state" state={order.state} />],
    [
      say('orders.buyer'),
      <Link key="buyer" to={`/customers/${order.customer.id}?view=orders`}>
        {order.customer.name || say('orders.noName')}
      </Link>,
    ],
    [say('orders.placed'), format.instant(order.placed_at)],
    [say('orders.source'), order.source],
    [say('orders.amount'), format.money(order.amount)],
    [say('orders.refunded'), format.money(order.refunded)],
    [say('orders.net'), <strong key="net">{format.money(order.net)}</strong>],
  ]
  return (
    <div className="stack">
      <Pairs rows={rows} />
      <section>
        <h2>{say('orders.lines')}</h2>
        <Lines lines={order.lines} />
      </section>
      <section>
        <h2>{say('order.refunds')}</h2>
        <Refunds order={order} />
      </section>
    </div>
  )
}

export function OrderDrawer({ id, onClose }: { id?: string; onClose: () => void }) {
  const say = useSay()
  const query = useQuery({
    queryKey: ['/orders', id],
    queryFn: () => get<OrderWhole>(`/orders/${id}`),
    enabled: Boolean(id),
    refetchInterval: 3_000,
  })
  const title = query.data
    ? say('order.titleOf', { number: query.data.number })
    : say('order.title')
  return (
    <Detail open={Boolean(id)} onClose={onClose} title={title}>
      {id && <Loaded query={query}>{(order) => <One order={order} />}</Loaded>}
    </Detail>
  )
}

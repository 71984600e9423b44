/** What one customer bought, on their page: sums, and the latest orders with their lines. */

import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import { get } from '../api/client'
import type { Bought as BoughtOut, OrderWhole } from '../api/types'
import { useFormats } from '../platform/format'
import { useSay } from '../platform/language'
import { LIVE_MS } from '../platform/live'
import { Loaded, Note } from '../platform/states'
import { State } from './state'
import './commerce.css'

const LINES_SHOWN = 5

function Sums({ found }: { found: BoughtOut }) {
  const say = useSay()
  const format = useFormats()
  const when = (at: string | null) => (at ? format.instant(at) : '—')
  const less = say('bought.afterRefunds', {
    sales: format.money(found.sales),
    refunds: format.money(found.refunds),
  })
  return (
    <dl className="sums">
      <div>
        <dt>{say('bought.spent')}</dt>
        <dd className="figure">
          <strong>{format.money(found.net)}</strong>
          {found.refunds > 0 && <span className="quiet">{less}</span>}
        </dd>
      </div>
      <div>
        <dt>{say('bought.count')}</dt>
        <dd className="figure">
          <strong>{format.number(found.orders)}</strong>
        </dd>
      </div>
      <div>
        <dt>{say('bought.first')}</dt>
        <dd className="figure">{when(found.first_order_at)}</dd>
      </div>
      <div>
        <dt>{say('bought.last')}</dt>
        <dd className="figure">{when(found.last_order_at)}</dd>
      </div>
    </dl>
  )
}

function One({ order }: { order: OrderWhole }) {
  const say = useSay()
  const format = useFormats()
  const hidden = order.lines.length - LINES_SHOWN
  return (
    <li>
      <div className="order-head">
        <Link to={`/orders/${order.id}`} className="figure">
          {order.number}
        </Link>
        <span className="quiet figure">{format.instant(order.placed_at)}</span>
        <State state={order.state} />
        <strong className="figure">{format.money(order.net)}</strong>
      </div>
      <ul className="order-lines">
        {order.lines.slice(0, LINES_SHOWN).map((line) => (
          <li key={line.line}>
            <span>{line.title}</span>
            <span className="quiet figure">× {format.number(line.quantity)}</span>
            <span className="figure">{format.money(line.amount)}</span>
          </li>
        ))}
      </ul>
      {hidden > 0 && <span className="quiet">{say('bought.more', { count: hidden })}</span>}
    </li>
  )
}

export default function Bought({ id }: { id: string }) {
  const say = useSay()
  const query = useQuery({
    queryKey: ['/customers', id, 'orders'],
    queryFn: () => get<BoughtOut>(`/customers/${id}/orders`),
    refetchInterval: LIVE_MS,
  })
  return (
    <Loaded query={query} rows={8}>
      {(found) =>
        found.orders === 0 ? (
          <Note shape="empty" title={say('bought.none')} text={say('bought.noneText')} />
        ) : (
          <div className="stack">
            <Sums found={found} />
            <ul className="orders">
              {found.items.map((order) => (
                <One key={order.id} order={order} />
              ))}
            </ul>
            {found.next_cursor && <Link to={`/orders?customer=${id}`}>{say('bought.all')}</Link>}
          </div>
        )
      }
    </Loaded>
  )
}

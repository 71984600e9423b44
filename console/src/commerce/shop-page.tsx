/** The shop's year: figures with their definitions, months, and where the history is from. */

import { useQuery } from '@tanstack/react-query'
import { Button, Table, type TableColumnsType } from 'antd'
import { Link } from 'react-router'
import { get } from '../api/client'
import type { ShopFigures, ShopMonth } from '../api/types'
import { useFormats } from '../platform/format'
import { useSay } from '../platform/language'
import { FIGURE } from '../platform/list'
import { Page, Section } from '../platform/page'
import { Loaded, Note } from '../platform/states'
import { History } from './history'
import { MonthBars } from './month-bars'
import './commerce.css'

const EVERY_MS = 5_000

function Figures({ found }: { found: ShopFigures }) {
  const format = useFormats()
  const told = (value: number | null, isMoney: boolean) => {
    if (value === null) return '—'
    return isMoney ? format.money(value) : format.number(value)
  }
  return (
    <dl className="shop-figures">
      {found.figures.map((one) => (
        <div key={one.name}>
          <dt>{one.title}</dt>
          <dd>
            <strong className="figure">{told(one.value, one.is_money)}</strong>
            <span className="quiet">{one.means}</span>
          </dd>
        </div>
      ))}
    </dl>
  )
}

function useColumns(found: ShopFigures | undefined): TableColumnsType<ShopMonth> {
  const say = useSay()
  const format = useFormats()
  const title = (name: string) => found?.figures.find((one) => one.name === name)?.title ?? name
  const figure = (name: string, value: (row: ShopMonth) => string) => ({
    ...FIGURE,
    title: title(name),
    className: 'figure nowrap',
    render: (_: unknown, row: ShopMonth) => value(row),
  })
  return [
    { title: say('shop.month'), render: (_, row) => format.month(row.month) },
    figure('orders', (row) => format.number(row.orders)),
    figure('lines', (row) => format.number(row.lines)),
    figure('customers', (row) => format.number(row.customers)),
    figure('sales', (row) => format.money(row.sales)),
    figure('refunds', (row) => format.money(row.refunds)),
    figure('net', (row) => format.money(row.net)),
  ]
}

export default function ShopPage() {
  const say = useSay()
  const query = useQuery({
    queryKey: ['/commerce/figures'],
    queryFn: () => get<ShopFigures>('/commerce/figures'),
    refetchInterval: EVERY_MS,
  })
  const columns = useColumns(query.data)
  return (
    <Page
      title={say('shop.title')}
      purpose={say('shop.purpose')}
      action={
        <Link to="/orders">
          <Button type="primary">{say('shop.toOrders')}</Button>
        </Link>
      }
    >
      <Loaded query={query} rows={12}>
        {(found) =>
          found.months.length === 0 ? (
            <Note shape="empty" title={say('shop.empty')} text={say('shop.emptyText')} />
          ) : (
            <div className="stack">
              <Section>
                <Figures found={found} />
              </Section>
              <Section title={say('shop.months')}>
                <div className="stack">
                  <MonthBars months={found.months} />
                  <Table<ShopMonth>
                    aria-label={say('shop.months')}
                    size="small"
                    rowKey="month"
                    columns={columns}
                    dataSource={found.months}
                    pagination={false}
                    scroll={{ x: 800 }}
                  />
                </div>
              </Section>
              {found.history && (
                <Section title={say('shop.history')}>
                  <History history={found.history} />
                </Section>
              )}
            </div>
          )
        }
      </Loaded>
    </Page>
  )
}

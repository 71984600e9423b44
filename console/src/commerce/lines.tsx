/** The lines of an order, and what went back of them. */

import { Table, type TableColumnsType } from 'antd'
import type { OrderLine } from '../api/types'
import { useFormats } from '../platform/format'
import { useSay } from '../platform/language'
import { FIGURE } from '../platform/list'

function useColumns(): TableColumnsType<OrderLine> {
  const say = useSay()
  const format = useFormats()
  return [
    {
      title: say('order.good'),
      render: (_, row) => (
        <>
          {row.title}
          <br />
          <span className="quiet figure">{row.sku}</span>
        </>
      ),
    },
    { ...FIGURE, title: say('order.quantity'), render: (_, row) => format.number(row.quantity) },
    {
      ...FIGURE,
      title: say('orders.amount'),
      className: 'figure nowrap',
      render: (_, row) => format.money(row.amount),
    },
    {
      ...FIGURE,
      title: say('orders.refunded'),
      className: 'figure nowrap',
      render: (_, row) =>
        row.refunded || row.returned ? (
          <>
            {format.money(row.refunded)}
            <br />
            <span className="quiet">{say('order.pieces', { count: row.returned })}</span>
          </>
        ) : (
          <span className="quiet">—</span>
        ),
    },
  ]
}

export function Lines({ lines }: { lines: OrderLine[] }) {
  const say = useSay()
  return (
    <Table<OrderLine>
      aria-label={say('orders.lines')}
      size="small"
      rowKey="line"
      columns={useColumns()}
      dataSource={lines}
      pagination={lines.length > 50 ? { pageSize: 50, showSizeChanger: false } : false}
      scroll={{ x: 480 }}
    />
  )
}

/** Where the history is from: its source, its shift, what is simulated, the published figures. */

import { Table, type TableColumnsType } from 'antd'
import type { History as Loaded, PublishedCheck } from '../api/types'
import { Pairs } from '../platform/detail'
import { useFormats } from '../platform/format'
import { type Key, useSay } from '../platform/language'
import { FIGURE } from '../platform/list'
import { useMay } from '../platform/session/session'
import { Status } from '../platform/status'

const REASONS = ['NoCustomer', 'PriceNotPositive', 'QuantityNotPositive', 'NoEarlierSale']

function Rows({ history }: { history: Loaded }) {
  const say = useSay()
  const format = useFormats()
  const may = useMay()
  const reason = (code: string) =>
    REASONS.includes(code) ? say(`shop.reason.${code}` as Key) : code
  const why = Object.entries(history.refused_by_reason)
    .map(([code, count]) => `${reason(code)} ${format.number(count)}`)
    .join(' · ')
  return (
    <>
      <Pairs
        rows={[
          [say('shop.rows'), format.number(history.rows)],
          [say('shop.taken'), format.number(history.taken)],
          [say('shop.merged'), format.number(history.merged)],
          [say('shop.refused'), `${format.number(history.refused)} (${why})`],
        ]}
      />
      {may('orders.write') && (
        <a href="/api/commerce/history/refused.csv" download>
          {say('shop.refusedFile')}
        </a>
      )}
    </>
  )
}

function useColumns(): TableColumnsType<PublishedCheck> {
  const say = useSay()
  const format = useFormats()
  const told = (row: PublishedCheck, value: number) =>
    row.is_money ? format.money(value) : format.number(value)
  return [
    { title: say('shop.check'), dataIndex: 'name' },
    {
      ...FIGURE,
      title: say('shop.publishedValue'),
      render: (_, row) => told(row, row.published),
    },
    { ...FIGURE, title: say('shop.computedValue'), render: (_, row) => told(row, row.computed) },
  ]
}

function Published({ checks }: { checks: PublishedCheck[] }) {
  const say = useSay()
  const wrong = checks.filter((one) => !one.agrees).length
  const count = wrong || checks.length
  return (
    <>
      <h2>{say('shop.published')}</h2>
      <p>
        <Status tone={wrong ? 'bad' : 'good'}>
          {say(wrong ? 'shop.differ' : 'shop.agree', { count })}
        </Status>
      </p>
      <Table<PublishedCheck>
        aria-label={say('shop.published')}
        size="small"
        rowKey="name"
        columns={useColumns()}
        dataSource={checks}
        pagination={{ pageSize: 10, showSizeChanger: false, hideOnSinglePage: true }}
      />
    </>
  )
}

export function History({ history }: { history: Loaded }) {
  const say = useSay()
  const format = useFormats()
  const days = {
    from: history.true_first_day,
    to: history.true_last_day,
    weeks: history.shift_weeks,
  }
  return (
    <div className="stack-16">
      <p>{say(history.shift_weeks ? 'shop.shift' : 'shop.notShifted', days)}</p>
      <p>{history.simulated}</p>
      <p className="quiet">{history.attribution}</p>
      {!history.finished_at && (
        <Status tone="busy">
          {say('shop.loading', {
            done: format.number(history.position),
            all: format.number(history.rows),
          })}
        </Status>
      )}
      <Rows history={history} />
      {history.finished_at && <Published checks={history.published} />}
    </div>
  )
}

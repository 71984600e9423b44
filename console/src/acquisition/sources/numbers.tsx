/** The numbers of a channel in a table; one that cannot be said says why. */

import { Table, type TableColumnsType, Tooltip } from 'antd'
import type { ChannelFigures, ChannelLine, Numbers } from '../../api/types'
import { useFormats } from '../../platform/format'
import { useSay } from '../../platform/language'
import { FIGURE } from '../../platform/list'
import { useMoney } from '../../platform/money'
import { type Branch, branches } from './branches'

type Shown = 'own' | 'whole'
type Name =
  | 'cost'
  | 'new_friends'
  | 'still_friends'
  | 'cac'
  | 'first_orders'
  | 'first_order_rate'
  | 'cost_per_first_order'
const NAMES: Name[] = [
  'cost',
  'new_friends',
  'still_friends',
  'cac',
  'first_orders',
  'first_order_rate',
  'cost_per_first_order',
]
const COMPARED = new Set<Name>(['cost', 'new_friends', 'cac', 'first_order_rate'])

export function useNumber(currency: string) {
  const money = useMoney(currency)
  const format = useFormats()
  return (name: Name, value: number): string => {
    if (name === 'first_order_rate') return format.percent(value)
    if (name === 'cost' || name === 'cac' || name === 'cost_per_first_order')
      return money.say(value)
    return format.number(value)
  }
}

interface CellProps {
  name: Name
  now: Numbers
  before?: Numbers
  currency: string
}

function Cell({ name, now, before, currency }: CellProps) {
  const say = useSay()
  const number = useNumber(currency)
  const value = now[name]
  const was = before?.[name]
  return (
    <>
      {value === null ? <span className="quiet">{now.why[name]}</span> : number(name, value)}
      {was !== null && was !== undefined && COMPARED.has(name) && (
        <>
          <br />
          <span className="quiet">{say('figures.was', { value: number(name, was) })}</span>
        </>
      )}
      {name === 'cost' && now.simulated && (
        <>
          <br />
          <span className="quiet">{say('sources.simulated')}</span>
        </>
      )}
    </>
  )
}

interface LinesProps {
  items: ChannelLine[]
  currency: string
  definitions?: ChannelFigures['definitions']
  shown?: Shown
  label: string
}

/** Sources as branches; each row holds all that stands below it unless `shown` says otherwise. */
export function NumberTable({ items, currency, definitions, shown = 'whole', label }: LinesProps) {
  const say = useSay()
  const words = new Map((definitions ?? []).map((one) => [one.key, one]))
  const columns: TableColumnsType<Branch<ChannelLine>> = [
    {
      title: say('sources.name'),
      width: 208,
      fixed: 'left',
      render: (_, one) => (
        <span className="in-tree">
          {one.name}
          <br />
          <span className="quiet">
            {[
              one.channel_words !== one.name && one.channel_words,
              one.closed && say('sources.closed'),
            ]
              .filter(Boolean)
              .join(' · ')}
          </span>
        </span>
      ),
    },
    ...NAMES.map((name) => ({
      ...FIGURE,
      title: (
        <Tooltip title={words.get(name)?.words}>
          <span>{words.get(name)?.title ?? say(`figures.${name}`)}</span>
        </Tooltip>
      ),
      render: (_: unknown, one: ChannelLine) => (
        <Cell
          name={name}
          now={one[shown]}
          before={shown === 'whole' ? one.before : undefined}
          currency={currency}
        />
      ),
    })),
  ]
  return (
    <Table<Branch<ChannelLine>>
      aria-label={label}
      rowKey="id"
      size="middle"
      pagination={false}
      scroll={{ x: 1100 }}
      columns={columns}
      dataSource={branches(items)}
      expandable={{ defaultExpandAllRows: true }}
    />
  )
}

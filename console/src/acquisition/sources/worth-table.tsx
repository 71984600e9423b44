/** What new customers of each channel cost and are worth, and when they have paid that back. */

import { useQuery } from '@tanstack/react-query'
import { Button, InputNumber, Table } from 'antd'
import { useState } from 'react'
import { get } from '../../api/client'
import type { ChannelsWorth, ChannelWorth } from '../../api/types'
import { Detail } from '../../platform/detail'
import { useFormats } from '../../platform/format'
import { useSay } from '../../platform/language'
import { FIGURE } from '../../platform/list'
import { useMoney } from '../../platform/money'
import { Section } from '../../platform/page'
import { useMay } from '../../platform/session/session'
import { Loaded } from '../../platform/states'
import { useFilter } from '../../platform/url'
import { type Branch, branches } from './branches'
import { useSpan } from './span'

const COLUMNS = [
  'new_customers',
  'cac',
  'ltv',
  'ltv_per_cac',
  'payback_days',
  'roi_rate',
  'expected_roi_rate',
] as const
type Name = (typeof COLUMNS)[number]

function Cell({ name, line, currency }: { name: Name; line: ChannelWorth; currency: string }) {
  const say = useSay()
  const format = useFormats()
  const money = useMoney(currency)
  const value = line[name]
  if (value === null) return <span className="quiet">{line.why[name]}</span>
  if (typeof value === 'object') {
    const end = (bound: number | null) => (bound === null ? '∞' : money.say(bound))
    return (
      <>
        {money.say(value.value)}
        <br />
        <span className="quiet">{`${end(value.low)} – ${end(value.high)}`}</span>
      </>
    )
  }
  if (name === 'cac') return money.say(value)
  if (name === 'ltv_per_cac') return value.toFixed(2)
  if (name === 'payback_days') return say('channelWorth.days', { count: value })
  return name === 'new_customers' ? format.number(value) : format.percent(value)
}

function Told({ found }: { found: ChannelsWorth }) {
  const say = useSay()
  const [open, setOpen] = useState(false)
  return (
    <>
      <Table<Branch<ChannelWorth>>
        aria-label={say('channelWorth.title')}
        rowKey="id"
        size="middle"
        pagination={false}
        scroll={{ x: 1100 }}
        dataSource={branches(found.items)}
        expandable={{ defaultExpandAllRows: true }}
        columns={[
          { title: say('sources.name'), width: 208, fixed: 'left', render: (_, one) => one.name },
          ...COLUMNS.map((name) => ({
            ...FIGURE,
            title: say(`channelWorth.${name}`),
            render: (_: unknown, line: ChannelWorth) => (
              <Cell name={name} line={line} currency={found.currency} />
            ),
          })),
        ]}
      />
      <footer className="worth-notes quiet">
        {found.refused && <p>{say('channelWorth.refused', { why: found.refused })}</p>}
        {found.cautions.map((one) => (
          <p key={one}>⚠ {one}</p>
        ))}
        <p>
          {say('channelWorth.costs', {
            known: found.costs_known.join('、') || '—',
            unknown: found.costs_unknown.join('、'),
          })}
        </p>
        <p>
          {found.means}
          <Button type="link" size="small" onClick={() => setOpen(true)}>
            {say('ask.showSql')}
          </Button>
        </p>
      </footer>
      <Detail open={open} onClose={() => setOpen(false)} title={say('ask.sql')}>
        {found.statements.map((one) => (
          <pre key={one} className="statement">
            {one}
          </pre>
        ))}
      </Detail>
    </>
  )
}

export function WorthTable() {
  const say = useSay()
  const may = useMay()('insight.read')
  const { first, last } = useSpan()
  const [margin, setMargin] = useFilter('margin')
  const margin_rate = (Number(margin) || 100) / 100
  const query = useQuery({
    queryKey: ['/channel-worth', first, last, margin_rate],
    queryFn: () => get<ChannelsWorth>('/channel-worth', { first, last, margin_rate }),
    enabled: may,
    staleTime: 60_000,
  })
  if (!may) return null
  return (
    <Section
      flush
      title={say('channelWorth.title')}
      note={say('channelWorth.note')}
      action={
        <label>
          {say('worth.margin')}{' '}
          <InputNumber
            min={1}
            max={100}
            suffix="%"
            value={Math.round(margin_rate * 100)}
            onChange={(typed) => setMargin(typed && typed !== 100 ? String(typed) : null)}
          />
        </label>
      }
    >
      <Loaded query={query} rows={4}>
        {(found) => <Told found={found} />}
      </Loaded>
    </Section>
  )
}

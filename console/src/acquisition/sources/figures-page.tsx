/** What each channel costs and brings, compared with the days before. */

import { useQuery } from '@tanstack/react-query'
import { Button, InputNumber } from 'antd'
import { Link } from 'react-router'
import { get } from '../../api/client'
import type { ChannelFigures, ChannelLine, Numbers } from '../../api/types'
import { useFormats } from '../../platform/format'
import { useSay } from '../../platform/language'
import { Page, Section } from '../../platform/page'
import { Loaded, Note } from '../../platform/states'
import { useFilter } from '../../platform/url'
import { ChannelBars } from './channel-bars'
import { NumberTable, useNumber } from './numbers'
import { SpanPicker, useSpan } from './span'
import { WorthTable } from './worth-table'
import './sources.css'

function Finding({ figures }: { figures: ChannelFigures }) {
  const say = useSay()
  const format = useFormats()
  const number = useNumber(figures.currency)
  const { total, total_before: before } = figures
  const cac = total.cac === null ? total.why.cac : number('cac', total.cac)
  return (
    <div className="stack-16">
      <p className="figure">
        {say('figures.sum', {
          cost: number('cost', total.cost),
          friends: format.number(total.new_friends),
          cac: cac ?? '',
        })}{' '}
        <span className="quiet">
          {say('figures.sumBefore', {
            first: format.day(figures.before_first),
            last: format.day(figures.before_last),
            cost: number('cost', before.cost),
            friends: format.number(before.new_friends),
          })}
        </span>
      </p>
      {!figures.orders_connected && <p className="quiet">{say('figures.noOrders')}</p>}
      {total.open !== null && total.open > 0 && (
        <p className="quiet">
          {say('figures.open', { count: total.open, days: figures.first_order_days })}
        </p>
      )}
      {total.simulated && <p className="quiet">{say('figures.simulated')}</p>}
      <ChannelBars figures={figures} />
    </div>
  )
}

/** What brought most comes first; who came by no known source and the sum of all come last. */
function rowsOf(figures: ChannelFigures, unknown: string, total: string): ChannelLine[] {
  const bare = { channel: 'other' as const, channel_words: '', under_id: null, closed: false }
  const sum = (id: string, name: string, now: Numbers, before: Numbers): ChannelLine => ({
    ...bare,
    id,
    name,
    own: now,
    whole: now,
    before,
  })
  const rows = [...figures.items].sort(
    (a, b) => b.whole.new_friends - a.whole.new_friends || b.whole.cost - a.whole.cost,
  )
  if (figures.unknown.new_friends || figures.unknown_before.new_friends) {
    rows.push(sum('unknown', unknown, figures.unknown, figures.unknown_before))
  }
  return [...rows, sum('total', total, figures.total, figures.total_before)]
}

function Definitions({ figures }: { figures: ChannelFigures }) {
  return (
    <dl className="pairs">
      {figures.definitions.map((one) => (
        <div key={one.key}>
          <dt>{one.title}</dt>
          <dd>{one.words}</dd>
        </div>
      ))}
    </dl>
  )
}

function Told({ figures }: { figures: ChannelFigures }) {
  const say = useSay()
  if (figures.items.length === 0 && figures.total.new_friends === 0) {
    return (
      <Section>
        <Note
          shape="empty"
          title={say('figures.empty')}
          text={say('figures.emptyText')}
          action={
            <Link to="/sources">
              <Button type="primary">{say('figures.toSources')}</Button>
            </Link>
          }
        />
      </Section>
    )
  }
  return (
    <div className="stack">
      <Section>
        <Finding figures={figures} />
      </Section>
      <Section flush title={say('figures.table')} note={say('figures.tableNote')}>
        <NumberTable
          label={say('figures.table')}
          items={rowsOf(figures, say('figures.unknown'), say('figures.total'))}
          currency={figures.currency}
          definitions={figures.definitions}
        />
      </Section>
      <WorthTable />
      <Section title={say('figures.definitions')}>
        <Definitions figures={figures} />
      </Section>
    </div>
  )
}

export default function FiguresPage() {
  const say = useSay()
  const { first, last } = useSpan()
  const [within, setWithin] = useFilter('within')
  const first_order_days = Number(within) || 30
  const query = useQuery({
    queryKey: ['/channel-figures', first, last, first_order_days],
    queryFn: () => get<ChannelFigures>('/channel-figures', { first, last, first_order_days }),
  })
  return (
    <Page title={say('figures.title')} purpose={say('figures.purpose')}>
      <div className="filters within">
        <SpanPicker />
        <label>
          {say('figures.within')}
          <InputNumber
            min={1}
            max={365}
            value={first_order_days}
            onChange={(days) => setWithin(days && days !== 30 ? String(days) : null)}
          />
        </label>
      </div>
      <Loaded query={query} rows={10}>
        {(figures) => <Told figures={figures} />}
      </Loaded>
    </Page>
  )
}

/** One partner: the agreement, its codes and links, what it was given, its result. */

import { Button, DatePicker, Flex, InputNumber, Segmented } from 'antd'
import type { Dayjs } from 'dayjs'
import { useState } from 'react'
import { Link } from 'react-router'
import { put } from '../../api/client'
import type { Partner, Ref } from '../../api/types'
import { Detail, Pairs } from '../../platform/detail'
import { useFormats } from '../../platform/format'
import { useSay } from '../../platform/language'
import { useMoney } from '../../platform/money'
import { useMay } from '../../platform/session/session'
import { Loaded, Note } from '../../platform/states'
import { useChange } from '../../platform/toast'
import { Agreement } from './agreement'
import { STALE } from './cost-calendar'
import { useNumber } from './numbers'
import { PartnerFormModal } from './partner-form'

const GIVEN = ['goods', 'commission'] as const

function Give({ partner, currency }: { partner: Partner; currency: string }) {
  const say = useSay()
  const money = useMoney(currency)
  const [day, setDay] = useState<Dayjs | null>(null)
  const [what, setWhat] = useState<(typeof GIVEN)[number]>('goods')
  const [amount, setAmount] = useState<number | null>(null)
  const saving = useChange({
    run: () =>
      put(`/partners/${partner.id}/given`, {
        entries: [
          { day: day?.format('YYYY-MM-DD'), spent_on: what, amount: money.minor(amount ?? 0) },
        ],
      }),
    stale: STALE,
    after: () => setAmount(null),
  })
  return (
    <section className="stack-16">
      <div>
        <h2>{say('partners.give')}</h2>
        <p className="quiet">{say('partners.giveNote')}</p>
      </div>
      <Flex gap={8} wrap>
        <Segmented
          value={what}
          onChange={setWhat}
          options={GIVEN.map((one) => ({ value: one, label: say(`partners.${one}`) }))}
        />
        <DatePicker value={day} onChange={(chosen) => setDay(chosen)} />
        <InputNumber
          aria-label={say('costs.amount')}
          placeholder={`${say('costs.amount')} ${currency}`}
          min={0}
          precision={money.digits}
          controls={false}
          value={amount}
          onChange={setAmount}
          style={{ width: 144 }}
        />
        <Button
          disabled={!day || amount === null}
          loading={saving.isPending}
          onClick={() => saving.mutate()}
        >
          {say('do.save')}
        </Button>
      </Flex>
    </section>
  )
}

function Those({ those, to }: { those: Ref[]; to: string }) {
  const say = useSay()
  if (those.length === 0) return <span className="quiet">{say('state.none')}</span>
  return (
    <Flex gap={8} wrap>
      {those.map((one) => (
        <Link key={one.id} to={`${to}/${one.id}`}>
          {one.name}
        </Link>
      ))}
    </Flex>
  )
}

function Result({ partner, currency }: { partner: Partner; currency: string }) {
  const say = useSay()
  const number = useNumber(currency)
  const { numbers } = partner
  const names = [
    'cost',
    'new_friends',
    'still_friends',
    'cac',
    'first_orders',
    'first_order_rate',
    'cost_per_first_order',
  ] as const
  return (
    <section className="stack-16">
      <h2>{say('partners.result')}</h2>
      <Pairs
        rows={names.map((name) => {
          const value = numbers[name]
          return [
            say(`figures.${name}`),
            value === null ? (
              <span key={name} className="quiet">
                {numbers.why[name]}
              </span>
            ) : (
              <span key={name} className="figure">
                {number(name, value)}
              </span>
            ),
          ]
        })}
      />
    </section>
  )
}

function One({ partner, currency }: { partner: Partner; currency: string }) {
  const say = useSay()
  const format = useFormats()
  const writes = useMay()('partners.write')
  const { agreed_from: from, agreed_until: until } = partner
  return (
    <div className="stack">
      <Pairs
        rows={[
          [say('partners.agreement'), <Agreement key="agreed" agreed={partner.agreed} />],
          [say('partners.from'), from ? format.day(from) : say('partners.unlimited')],
          [say('partners.until'), until ? format.day(until) : say('partners.unlimited')],
          [say('partners.terms'), partner.terms || say('state.none')],
          [
            say('links.source'),
            <Link key="s" to={`/sources/${partner.source.id}`}>
              {partner.source.name}
            </Link>,
          ],
          [say('partners.codes'), <Those key="codes" those={partner.codes} to="/live-codes" />],
          [say('partners.links'), <Those key="links" those={partner.links} to="/short-links" />],
        ]}
      />
      <Result partner={partner} currency={currency} />
      {writes && <Give partner={partner} currency={currency} />}
    </div>
  )
}

interface PartnerDrawerProps {
  id?: string
  partner?: Partner
  currency: string
  query: Parameters<typeof Loaded<unknown>>[0]['query']
  onClose: () => void
}

export function PartnerDrawer({ id, partner, currency, query, onClose }: PartnerDrawerProps) {
  const say = useSay()
  const writes = useMay()('partners.write')
  const [editing, edit] = useState(false)
  return (
    <Detail
      open={Boolean(id)}
      onClose={onClose}
      title={partner?.name ?? say('partners.one')}
      action={partner && writes && <Button onClick={() => edit(true)}>{say('do.edit')}</Button>}
    >
      {id && (
        <Loaded query={query}>
          {() =>
            partner ? (
              <One key={partner.id} partner={partner} currency={currency} />
            ) : (
              <Note shape="empty" title={say('partners.gone')} />
            )
          }
        </Loaded>
      )}
      {partner && (
        <PartnerFormModal
          key={partner.id}
          partner={partner}
          open={editing}
          onClose={() => edit(false)}
        />
      )}
    </Detail>
  )
}

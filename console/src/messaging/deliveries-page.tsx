/** Everything that left for a customer or a member of staff, and everything that did not, with why. */

import { Button, DatePicker, Select, type TableColumnsType } from 'antd'
import dayjs from 'dayjs'
import { Link, useParams } from 'react-router'
import type { Delivery, Outcome as OutcomeName } from '../api/types'
import { useFormats } from '../platform/format'
import { useSay } from '../platform/language'
import { ListTable, useList } from '../platform/list'
import { Outcome } from '../platform/outcome'
import { Page, Section } from '../platform/page'
import { Note } from '../platform/states'
import { useFilter, useGo } from '../platform/url'
import { DeliveryDrawer } from './delivery-drawer'

const OUTCOMES: OutcomeName[] = ['sent', 'held', 'skipped', 'failed', 'unknown', 'waiting']
const PURPOSES: Delivery['purpose'][] = ['welcome', 'staff_alert']

function Filters() {
  const say = useSay()
  const [purpose, setPurpose] = useFilter('purpose')
  const [outcome, setOutcome] = useFilter('outcome')
  const [day, setDay] = useFilter('day')
  const [reason, setReason] = useFilter('reason')
  return (
    <div className="filters">
      <Select
        allowClear
        value={purpose || undefined}
        onChange={setPurpose}
        placeholder={say('deliveries.anyPurpose')}
        style={{ width: 176 }}
        options={PURPOSES.map((one) => ({ value: one, label: say(`purpose.${one}`) }))}
      />
      <Select
        allowClear
        value={outcome || undefined}
        onChange={setOutcome}
        placeholder={say('deliveries.anyOutcome')}
        style={{ width: 176 }}
        options={OUTCOMES.map((one) => ({ value: one, label: say(`outcome.${one}`) }))}
      />
      <DatePicker
        value={day ? dayjs(day) : null}
        placeholder={say('deliveries.anyDay')}
        onChange={(value) => setDay(value?.format('YYYY-MM-DD'))}
      />
      {reason && <Button onClick={() => setReason(null)}>{say('deliveries.oneReason')} ✕</Button>}
    </div>
  )
}

function useColumns(): TableColumnsType<Delivery> {
  const say = useSay()
  const format = useFormats()
  return [
    { title: say('deliveries.purpose'), render: (_, one) => say(`purpose.${one.purpose}`) },
    {
      title: say('deliveries.outcome'),
      render: (_, one) => <Outcome outcome={one.outcome} purpose={one.purpose} />,
    },
    {
      title: say('deliveries.why'),
      render: (_, one) => <span className="quiet">{one.outcome === 'sent' ? '' : one.words}</span>,
    },
    {
      title: say('deliveries.at'),
      align: 'right',
      className: 'figure nowrap',
      render: (_, one) => format.instant(one.done_at ?? one.claimed_at),
    },
  ]
}

export default function DeliveriesPage() {
  const say = useSay()
  const go = useGo()
  const { id } = useParams()
  const [purpose] = useFilter('purpose')
  const [outcome] = useFilter('outcome')
  const [reason] = useFilter('reason')
  const [customer] = useFilter('customer')
  const [day] = useFilter('day')
  const query = { purpose, outcome, reason, customer, day }
  const list = useList<Delivery>('/deliveries', query, 4_000)
  const filtered = Object.values(query).some(Boolean)
  return (
    <Page title={say('deliveries.title')} purpose={say('deliveries.about')}>
      <Filters />
      <Section flush>
        <ListTable
          label={say('deliveries.title')}
          list={list}
          columns={useColumns()}
          current={id}
          onOpen={(row) => go(`/deliveries/${row.id}`)}
          empty={
            filtered ? (
              <Note
                shape="empty"
                title={say('state.nothing')}
                text={say('state.nothingText')}
                action={
                  <Link to="/deliveries">
                    <Button>{say('state.clear')}</Button>
                  </Link>
                }
              />
            ) : (
              <Note
                shape="empty"
                title={say('deliveries.empty')}
                text={say('deliveries.emptyText')}
              />
            )
          }
        />
      </Section>
      <DeliveryDrawer id={id} onClose={() => go('/deliveries')} />
    </Page>
  )
}

/** Every event that went to an endpoint, or has yet to, with what the receiver said. */

import { Button, Select, type TableColumnsType } from 'antd'
import type { Webhook, WebhookEndpoint } from '../../api/types'
import { useFormats } from '../../platform/format'
import { useSay } from '../../platform/language'
import { FIGURE, ListTable, useList } from '../../platform/list'
import { Note } from '../../platform/states'
import { Status, type Tone } from '../../platform/status'
import { useFilter } from '../../platform/url'
import { useEvents } from './inputs'

const TONES: Record<Webhook['outcome'], Tone> = {
  waiting: 'busy',
  delivered: 'good',
  failed: 'bad',
}
const OUTCOMES: Webhook['outcome'][] = ['waiting', 'delivered', 'failed']

export function WebhookOutcome({ outcome }: { outcome: Webhook['outcome'] }) {
  const say = useSay()
  return <Status tone={TONES[outcome]}>{say(`webhook.${outcome}`)}</Status>
}

const nameOf = (endpoint: WebhookEndpoint) => endpoint.description || endpoint.url

function Filters({ endpoints }: { endpoints: WebhookEndpoint[] }) {
  const say = useSay()
  const events = useEvents()
  const [endpoint, setEndpoint] = useFilter('endpoint')
  const [event, setEvent] = useFilter('event')
  const [outcome, setOutcome] = useFilter('outcome')
  return (
    <div className="filters">
      <Select
        allowClear
        value={endpoint || undefined}
        onChange={setEndpoint}
        placeholder={say('webhooks.anyReceiver')}
        style={{ width: 240 }}
        options={endpoints.map((one) => ({ value: one.id, label: nameOf(one) }))}
      />
      <Select
        allowClear
        showSearch
        optionFilterProp="label"
        value={event || undefined}
        onChange={setEvent}
        placeholder={say('webhooks.anyEvent')}
        style={{ width: 240 }}
        options={events.data?.items.map((one) => ({ value: one.name, label: one.title }))}
      />
      <Select
        allowClear
        value={outcome || undefined}
        onChange={setOutcome}
        placeholder={say('deliveries.anyOutcome')}
        style={{ width: 176 }}
        options={OUTCOMES.map((one) => ({ value: one, label: say(`webhook.${one}`) }))}
      />
    </div>
  )
}

function useColumns(endpoints: WebhookEndpoint[]): TableColumnsType<Webhook> {
  const say = useSay()
  const format = useFormats()
  const names = new Map(endpoints.map((one) => [one.id, nameOf(one)]))
  return [
    { title: say('webhooks.event'), dataIndex: 'event' },
    { title: say('webhooks.receiver'), render: (_, one) => names.get(one.endpoint_id) ?? '…' },
    {
      title: say('deliveries.outcome'),
      render: (_, one) => <WebhookOutcome outcome={one.outcome} />,
    },
    { title: say('webhooks.status'), ...FIGURE, render: (_, one) => one.status ?? '—' },
    {
      title: say('webhooks.milliseconds'),
      ...FIGURE,
      render: (_, one) => (one.milliseconds === null ? '—' : format.number(one.milliseconds)),
    },
    { title: say('jobs.attempts'), ...FIGURE, dataIndex: 'attempts' },
    {
      title: say('deliveries.at'),
      align: 'right',
      className: 'figure nowrap',
      render: (_, one) => format.instant(one.happened_at),
    },
  ]
}

export function Log({ endpoints }: { endpoints: WebhookEndpoint[] }) {
  const say = useSay()
  const [endpoint, setEndpoint] = useFilter('endpoint')
  const [event] = useFilter('event')
  const [outcome] = useFilter('outcome')
  const [delivery, open] = useFilter('delivery')
  const list = useList<Webhook>('/webhook-deliveries', { endpoint, event, outcome }, 4_000)
  const columns = useColumns(endpoints)
  return (
    <>
      <Filters endpoints={endpoints} />
      <ListTable
        label={say('webhooks.log')}
        list={list}
        columns={columns}
        current={delivery}
        onOpen={(row) => open(row.id)}
        empty={
          <Note
            shape="empty"
            title={endpoint || event || outcome ? say('state.nothing') : say('webhooks.logEmpty')}
            text={say('webhooks.logEmptyText')}
            action={
              endpoint && <Button onClick={() => setEndpoint(null)}>{say('state.clear')}</Button>
            }
          />
        }
      />
    </>
  )
}

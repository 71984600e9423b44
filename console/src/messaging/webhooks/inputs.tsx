/** What an endpoint is made of: the same inputs for a new one and a changed one. */

import { useQuery } from '@tanstack/react-query'
import { Form, Input, Select } from 'antd'
import { get } from '../../api/client'
import type { List, WebhookEvent } from '../../api/types'
import { useLanguage, useSay } from '../../platform/language'

export const ALL = '*'

export interface Fields {
  url: string
  description: string
  events: string[]
}

export function useEvents() {
  const { language } = useLanguage()
  return useQuery({
    queryKey: ['/webhook-events', language],
    queryFn: () => get<List<WebhookEvent>>('/webhook-events'),
    staleTime: 600_000,
  })
}

/** `*` stands alone: it holds every event, also those still to come. */
function alone(chosen: string[]): string[] {
  return chosen.at(-1) === ALL ? [ALL] : chosen.filter((one) => one !== ALL)
}

export function Inputs() {
  const say = useSay()
  const events = useEvents()
  const options = [
    { value: ALL, label: say('webhooks.all') },
    ...(events.data?.items ?? []).map((one) => ({
      value: one.name,
      label: `${one.title} · ${one.name}`,
    })),
  ]
  return (
    <>
      <Form.Item
        name="url"
        label={say('webhooks.url')}
        extra={say('webhooks.urlNote')}
        rules={[{ required: true, message: say('webhooks.urlNeeded') }]}
      >
        <Input placeholder="https://…" maxLength={2_000} />
      </Form.Item>
      <Form.Item
        name="events"
        label={say('webhooks.events')}
        getValueFromEvent={alone}
        rules={[{ required: true, message: say('webhooks.eventsNeeded') }]}
      >
        <Select
          mode="multiple"
          optionFilterProp="label"
          loading={events.isPending}
          options={options}
        />
      </Form.Item>
      <Form.Item name="description" label={say('webhooks.description')}>
        <Input maxLength={200} />
      </Form.Item>
    </>
  )
}

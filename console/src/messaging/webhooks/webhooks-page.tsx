/** The brand's own receivers, and what was told to them. */

import { Button } from 'antd'
import { useState } from 'react'
import { useParams } from 'react-router'
import type { WebhookEndpoint } from '../../api/types'
import { useSay } from '../../platform/language'
import { useList } from '../../platform/list'
import { Page, Section } from '../../platform/page'
import { useMay } from '../../platform/session/session'
import { useFilter, useGo } from '../../platform/url'
import { EndpointDrawer } from './endpoint-drawer'
import { Endpoints } from './endpoints'
import { Log } from './log'
import { NewEndpoint } from './new-endpoint'
import { WebhookDrawer } from './webhook-drawer'

export default function WebhooksPage() {
  const say = useSay()
  const go = useGo()
  const { id } = useParams()
  const writes = useMay()('webhooks.write')
  const [making, make] = useState(false)
  const [delivery, openDelivery] = useFilter('delivery')
  const list = useList<WebhookEndpoint>('/webhooks', { limit: 200 }, 10_000)
  const button = writes && (
    <Button type="primary" onClick={() => make(true)}>
      {say('webhooks.new')}
    </Button>
  )
  return (
    <Page title={say('webhooks.title')} purpose={say('webhooks.purpose')} action={button}>
      <Section flush>
        <Endpoints
          list={list}
          current={id}
          onOpen={(one) => go(`/webhooks/${one.id}`)}
          action={button}
        />
      </Section>
      <Section title={say('webhooks.log')} note={say('webhooks.logNote')}>
        <Log endpoints={list.rows ?? []} />
      </Section>
      <EndpointDrawer id={id} onClose={() => go('/webhooks')} />
      <WebhookDrawer id={delivery || undefined} onClose={() => openDelivery(null)} />
      {making && <NewEndpoint onClose={() => make(false)} />}
    </Page>
  )
}

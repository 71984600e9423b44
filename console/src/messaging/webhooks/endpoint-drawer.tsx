import { useQuery } from '@tanstack/react-query'
import { App, Button, Form, Switch } from 'antd'
import { useState } from 'react'
import { get, patch, post, remove } from '../../api/client'
import type { WebhookEndpoint, WebhookSecret } from '../../api/types'
import { Detail, Pairs } from '../../platform/detail'
import { useFormats } from '../../platform/format'
import { useSay } from '../../platform/language'
import { useMay } from '../../platform/session/session'
import { Loaded } from '../../platform/states'
import { useChange } from '../../platform/toast'
import { EndpointState } from './endpoints'
import { type Fields, Inputs } from './inputs'
import { ReplaySpan } from './replay-span'
import { Secret } from './secret'

function useRotate(endpoint: WebhookEndpoint) {
  const say = useSay()
  const { modal } = App.useApp()
  const rotating = useChange({
    run: () => post<WebhookSecret>(`/webhooks/${endpoint.id}/rotate-secret`),
    stale: [['/webhooks']],
    after: ({ secret }) =>
      modal.success({
        width: 560,
        title: say('webhooks.newSecret'),
        content: <Secret secret={secret} note={say('webhooks.rotated')} />,
        okText: say('do.close'),
      }),
  })
  return () =>
    modal.confirm({
      title: say('webhooks.rotateTitle'),
      content: say('webhooks.rotateText'),
      okText: say('webhooks.rotate'),
      cancelText: say('do.cancel'),
      onOk: () => rotating.mutateAsync(),
    })
}

function useRemove(endpoint: WebhookEndpoint, onClose: () => void) {
  const say = useSay()
  const { modal } = App.useApp()
  const removing = useChange({
    run: () => remove(`/webhooks/${endpoint.id}`),
    stale: [['/webhooks'], ['/webhook-deliveries']],
    done: say('webhooks.removed'),
    after: onClose,
  })
  return () =>
    modal.confirm({
      title: say('webhooks.removeTitle', { url: endpoint.url }),
      content: say('webhooks.removeText'),
      okText: say('do.delete'),
      okButtonProps: { danger: true },
      cancelText: say('do.cancel'),
      onOk: () => removing.mutate(),
    })
}

function Acts({ endpoint, onClose }: { endpoint: WebhookEndpoint; onClose: () => void }) {
  const say = useSay()
  const [replaying, replay] = useState(false)
  const rotate = useRotate(endpoint)
  const removal = useRemove(endpoint, onClose)
  const testing = useChange({
    run: () => post(`/webhooks/${endpoint.id}/test`),
    stale: [['/webhook-deliveries']],
    done: say('webhooks.tested'),
  })
  return (
    <div className="filters">
      <Button disabled={!endpoint.enabled} onClick={() => testing.mutate()}>
        {say('webhooks.test')}
      </Button>
      <Button disabled={!endpoint.enabled} onClick={() => replay(true)}>
        {say('webhooks.replaySpan')}
      </Button>
      <Button onClick={rotate}>{say('webhooks.rotate')}</Button>
      <Button danger onClick={removal}>
        {say('do.delete')}
      </Button>
      {replaying && <ReplaySpan id={endpoint.id} now={new Date()} onClose={() => replay(false)} />}
    </div>
  )
}

function One({ endpoint, onClose }: { endpoint: WebhookEndpoint; onClose: () => void }) {
  const say = useSay()
  const format = useFormats()
  const writes = useMay()('webhooks.write')
  const changing = useChange({
    run: (fields: Partial<Fields & { enabled: boolean }>) =>
      patch(`/webhooks/${endpoint.id}`, fields),
    stale: [['/webhooks']],
  })
  const rows: [string, React.ReactNode][] = [
    [say('webhooks.state'), <EndpointState key="state" endpoint={endpoint} />],
    [say('webhooks.created'), format.instant(endpoint.created_at)],
  ]
  if (writes) {
    rows.push([
      say('webhooks.enabled'),
      <Switch
        key="enabled"
        aria-label={say('webhooks.enabled')}
        checked={endpoint.enabled}
        loading={changing.isPending}
        onChange={(enabled) => changing.mutate({ enabled })}
      />,
    ])
  }
  return (
    <div className="stack">
      <Pairs rows={rows} />
      {writes && <Acts endpoint={endpoint} onClose={onClose} />}
      <Form
        key={endpoint.id}
        layout="vertical"
        disabled={!writes}
        initialValues={endpoint}
        onFinish={(fields: Fields) => changing.mutate(fields)}
      >
        <Inputs />
        {writes && (
          <Button type="primary" htmlType="submit" loading={changing.isPending}>
            {say('do.save')}
          </Button>
        )}
      </Form>
    </div>
  )
}

/** One endpoint: its state, what can be done with it, and its form. */
export function EndpointDrawer({ id, onClose }: { id?: string; onClose: () => void }) {
  const say = useSay()
  const query = useQuery({
    queryKey: ['/webhooks', id],
    queryFn: () => get<WebhookEndpoint>(`/webhooks/${id}`),
    enabled: Boolean(id),
  })
  return (
    <Detail open={Boolean(id)} onClose={onClose} title={say('webhooks.receiver')}>
      {id && (
        <Loaded query={query}>{(endpoint) => <One endpoint={endpoint} onClose={onClose} />}</Loaded>
      )}
    </Detail>
  )
}

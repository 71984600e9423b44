import type { TableColumnsType } from 'antd'
import type { WebhookEndpoint } from '../../api/types'
import { useFormats } from '../../platform/format'
import { useSay } from '../../platform/language'
import { FIGURE, ListTable, type useList } from '../../platform/list'
import { Note } from '../../platform/states'
import { Status } from '../../platform/status'
import { ALL } from './inputs'

export function EndpointState({ endpoint }: { endpoint: WebhookEndpoint }) {
  const say = useSay()
  if (!endpoint.enabled) {
    const tone = endpoint.switched_off === 'by_hand' ? 'off' : 'bad'
    return (
      <Status tone={tone}>{say('webhooks.off', { why: endpoint.switched_off_words ?? '' })}</Status>
    )
  }
  if (endpoint.failing_since) return <Status tone="warn">{say('webhooks.failing')}</Status>
  return <Status tone="good">{say('webhooks.on')}</Status>
}

function useColumns(): TableColumnsType<WebhookEndpoint> {
  const say = useSay()
  const format = useFormats()
  return [
    {
      title: say('webhooks.receiver'),
      render: (_, one) => (
        <>
          {one.description || one.url}
          {one.description && (
            <>
              <br />
              <span className="quiet">{one.url}</span>
            </>
          )}
        </>
      ),
    },
    {
      title: say('webhooks.events'),
      ...FIGURE,
      render: (_, one) =>
        one.events[0] === ALL ? (
          say('webhooks.all')
        ) : (
          <span title={one.events.join('\n')}>{one.events.length}</span>
        ),
    },
    { title: say('webhooks.state'), render: (_, one) => <EndpointState endpoint={one} /> },
    {
      title: say('webhooks.created'),
      align: 'right',
      className: 'figure nowrap',
      render: (_, one) => format.instant(one.created_at),
    },
  ]
}

interface EndpointsProps {
  list: ReturnType<typeof useList<WebhookEndpoint>>
  current?: string
  onOpen: (endpoint: WebhookEndpoint) => void
  action: React.ReactNode
}

export function Endpoints({ list, current, onOpen, action }: EndpointsProps) {
  const say = useSay()
  return (
    <ListTable
      label={say('webhooks.receivers')}
      list={list}
      columns={useColumns()}
      current={current}
      onOpen={onOpen}
      empty={
        <Note
          shape="empty"
          title={say('webhooks.empty')}
          text={say('webhooks.emptyText')}
          action={action}
        />
      }
    />
  )
}

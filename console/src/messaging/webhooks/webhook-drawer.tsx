import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { get, post } from '../../api/client'
import type { WebhookWhole } from '../../api/types'
import { Detail, Pairs } from '../../platform/detail'
import { useFormats } from '../../platform/format'
import { useSay } from '../../platform/language'
import { useMay } from '../../platform/session/session'
import { Loaded } from '../../platform/states'
import { Status } from '../../platform/status'
import { useChange } from '../../platform/toast'
import { WebhookOutcome } from './log'
import './webhooks.css'

function Tries({ tries }: { tries: WebhookWhole['tries'] }) {
  const say = useSay()
  const format = useFormats()
  if (tries.length === 0) return <p className="quiet">{say('webhook.noTries')}</p>
  return tries.map((one) => (
    <div key={one.at} className="stack-16">
      <Pairs
        rows={[
          [
            format.instant(one.at),
            <Status key="answer" tone={one.answer === 'taken' ? 'good' : 'bad'}>
              {one.words} {one.status ?? ''}
            </Status>,
          ],
          [say('webhooks.milliseconds'), format.number(one.milliseconds)],
        ]}
      />
      {one.text && <pre className="webhook-said">{one.text}</pre>}
    </div>
  ))
}

function One({ webhook }: { webhook: WebhookWhole }) {
  const say = useSay()
  const format = useFormats()
  const rows: [string, React.ReactNode][] = [
    [say('deliveries.outcome'), <WebhookOutcome key="outcome" outcome={webhook.outcome} />],
    [say('webhooks.url'), webhook.url],
    [say('webhook.id'), <code key="id">{webhook.message_id}</code>],
    [say('webhook.happened'), format.instant(webhook.happened_at)],
    [say('jobs.attempts'), webhook.attempts],
    [say('webhook.replays'), webhook.replays],
  ]
  if (webhook.due_at) rows.push([say('webhook.due'), format.instant(webhook.due_at)])
  return (
    <div className="stack">
      <Pairs rows={rows} />
      <section>
        <h2>{say('webhook.posted')}</h2>
        <pre className="webhook-said">{JSON.stringify(JSON.parse(webhook.body), null, 2)}</pre>
      </section>
      <section>
        <h2>{say('webhook.answers')}</h2>
        <Tries tries={webhook.tries} />
      </section>
    </div>
  )
}

/** One delivery: what was posted, and what came back each time. */
export function WebhookDrawer({ id, onClose }: { id?: string; onClose: () => void }) {
  const say = useSay()
  const writes = useMay()('webhooks.write')
  const query = useQuery({
    queryKey: ['/webhook-deliveries', id],
    queryFn: () => get<WebhookWhole>(`/webhook-deliveries/${id}`),
    enabled: Boolean(id),
    refetchInterval: 4_000,
  })
  const replaying = useChange({
    run: () => post(`/webhook-deliveries/${id}/replay`),
    stale: [['/webhook-deliveries']],
    done: say('webhook.replayed'),
  })
  const action = writes && (
    <Button loading={replaying.isPending} onClick={() => replaying.mutate()}>
      {say('webhook.replay')}
    </Button>
  )
  return (
    <Detail
      open={Boolean(id)}
      onClose={onClose}
      title={query.data?.event ?? say('webhooks.log')}
      action={action}
    >
      {id && <Loaded query={query}>{(webhook) => <One webhook={webhook} />}</Loaded>}
    </Detail>
  )
}

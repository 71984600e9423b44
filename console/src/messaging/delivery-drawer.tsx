import { useQuery } from '@tanstack/react-query'
import { Alert } from 'antd'
import { Link } from 'react-router'
import { get } from '../api/client'
import type { Content, Delivery } from '../api/types'
import { Detail, Pairs } from '../platform/detail'
import { useFormats } from '../platform/format'
import { useSay } from '../platform/language'
import { Outcome } from '../platform/outcome'
import { useMay } from '../platform/session/session'
import { Loaded } from '../platform/states'
import './messaging.css'

/** What the message said; its text stands apart and needs a right of its own. */
function Said({ id }: { id: string }) {
  const say = useSay()
  const query = useQuery({
    queryKey: ['/deliveries', id, 'content'],
    queryFn: () => get<Content>(`/deliveries/${id}/content`),
  })
  return (
    <section>
      <h2>{say('delivery.said')}</h2>
      <Loaded query={query} rows={2}>
        {(content) => (
          <>
            {content.text && <p className="said">{content.text}</p>}
            {content.attachments.map((one) => (
              <p className="said" key={one.url + one.title}>
                <strong>{one.title}</strong>
                <br />
                {one.description}
              </p>
            ))}
          </>
        )}
      </Loaded>
    </section>
  )
}

function One({ delivery }: { delivery: Delivery }) {
  const say = useSay()
  const format = useFormats()
  const reads = useMay()('messaging.read_text')
  const rows: [string, React.ReactNode][] = [
    [
      say('deliveries.outcome'),
      <Outcome key="outcome" outcome={delivery.outcome} purpose={delivery.purpose} />,
    ],
    [say('deliveries.why'), delivery.words],
    [say('delivery.claimed'), format.instant(delivery.claimed_at)],
    [say('delivery.done'), delivery.done_at ? format.instant(delivery.done_at) : '—'],
    [say('jobs.attempts'), delivery.attempts],
  ]
  if (delivery.errcode !== null) rows.push([say('delivery.errcode'), delivery.errcode])
  if (delivery.customer_id) {
    const to = `/customers/${delivery.customer_id}`
    rows.push([
      say('delivery.customer'),
      <Link key="customer" to={to}>
        {say('delivery.open')}
      </Link>,
    ])
  }
  return (
    <div className="stack">
      {delivery.mend && <Alert showIcon type="warning" title={delivery.mend} />}
      <Pairs rows={rows} />
      {reads && delivery.rule_id && <Said id={delivery.id} />}
    </div>
  )
}

export function DeliveryDrawer({ id, onClose }: { id?: string; onClose: () => void }) {
  const say = useSay()
  const query = useQuery({
    queryKey: ['/deliveries', id],
    queryFn: () => get<Delivery>(`/deliveries/${id}`),
    enabled: Boolean(id),
    refetchInterval: 4_000,
  })
  const title = query.data ? say(`purpose.${query.data.purpose}`) : say('deliveries.title')
  return (
    <Detail open={Boolean(id)} size={560} onClose={onClose} title={title}>
      {id && <Loaded query={query}>{(delivery) => <One delivery={delivery} />}</Loaded>}
    </Detail>
  )
}

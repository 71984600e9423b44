import { useQuery } from '@tanstack/react-query'
import { DatePicker, Modal } from 'antd'
import type { Dayjs } from 'dayjs'
import { useState } from 'react'
import { get, post } from '../../api/client'
import type { WebhookCount } from '../../api/types'
import { useFormats } from '../../platform/format'
import { useSay } from '../../platform/language'
import { Loaded } from '../../platform/states'
import { useChange } from '../../platform/toast'
import { useWallTime } from '../../platform/wall-time'

/** Send what happened in a span again; how much that is is said before. */
export function ReplaySpan({ id, now, onClose }: { id: string; now: Date; onClose: () => void }) {
  const say = useSay()
  const format = useFormats()
  const { shown, instant } = useWallTime()
  const [span, setSpan] = useState<[Dayjs, Dayjs]>([shown(now).subtract(1, 'day'), shown(now)])
  const asked = { since: instant(span[0]), until: instant(span[1]) }
  const count = useQuery({
    queryKey: ['/webhooks', id, 'replay', asked],
    queryFn: () => get<WebhookCount>(`/webhooks/${id}/replay`, asked),
  })
  const replaying = useChange({
    run: () => post<WebhookCount>(`/webhooks/${id}/replay`, asked),
    stale: [['/webhook-deliveries']],
    done: say('webhook.replayed'),
    after: onClose,
  })
  const found = count.data
  return (
    <Modal
      open
      title={say('webhooks.replaySpan')}
      onCancel={onClose}
      cancelText={say('do.cancel')}
      okText={say('webhooks.sendAgain', { count: found?.count ?? 0 })}
      okButtonProps={{ disabled: !found?.count || found.count > found.most }}
      confirmLoading={replaying.isPending}
      onOk={() => replaying.mutate()}
    >
      <div className="stack-16">
        <p className="quiet">{say('webhooks.replayText')}</p>
        <DatePicker.RangePicker
          showTime={{ format: 'HH:mm' }}
          allowClear={false}
          value={span}
          onChange={(value) => value?.[0] && value[1] && setSpan([value[0], value[1]])}
        />
        <Loaded query={count} rows={1}>
          {({ count: events, most }) => (
            <p className="figure">
              {say(events > most ? 'webhooks.tooMany' : 'webhooks.counted', {
                count: format.number(events),
                most: format.number(most),
              })}
            </p>
          )}
        </Loaded>
      </div>
    </Modal>
  )
}

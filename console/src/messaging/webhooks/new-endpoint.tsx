import { Button, Form, Modal } from 'antd'
import { useState } from 'react'
import { post } from '../../api/client'
import type { NewWebhookEndpoint } from '../../api/types'
import { useSay } from '../../platform/language'
import { useChange } from '../../platform/toast'
import { ALL, type Fields, Inputs } from './inputs'
import { Secret } from './secret'

/** A new endpoint, then its secret, which is not shown again. */
export function NewEndpoint({ onClose }: { onClose: () => void }) {
  const say = useSay()
  const [form] = Form.useForm<Fields>()
  const [made, setMade] = useState<NewWebhookEndpoint | null>(null)
  const making = useChange({
    run: (fields: Fields) => post<NewWebhookEndpoint>('/webhooks', fields),
    stale: [['/webhooks']],
    after: setMade,
  })
  return (
    <Modal
      open
      width={640}
      title={say('webhooks.new')}
      onCancel={onClose}
      mask={{ closable: false }}
      footer={
        made ? (
          <Button type="primary" onClick={onClose}>
            {say('do.close')}
          </Button>
        ) : (
          <>
            <Button onClick={onClose}>{say('do.cancel')}</Button>
            <Button type="primary" loading={making.isPending} onClick={form.submit}>
              {say('webhooks.make')}
            </Button>
          </>
        )
      }
    >
      {made ? (
        <Secret secret={made.secret} note={say('webhooks.once')} />
      ) : (
        <Form
          form={form}
          layout="vertical"
          initialValues={{ url: '', description: '', events: [ALL] }}
          onFinish={making.mutate}
        >
          <Inputs />
        </Form>
      )}
    </Modal>
  )
}

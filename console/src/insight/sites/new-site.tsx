import { Button, Form, Modal } from 'antd'
import { useState } from 'react'
import { post } from '../../api/client'
import type { NewSite as Made, SiteForm } from '../../api/types'
import { useSay } from '../../platform/language'
import { useChange } from '../../platform/toast'
import { Once } from './copyable'
import { FRESH, Inputs } from './inputs'
import { Putting } from './putting'

/** A new site, then its snippet and the secret that is not shown again. */
export function NewSite({ onClose }: { onClose: () => void }) {
  const say = useSay()
  const [form] = Form.useForm<SiteForm>()
  const [made, setMade] = useState<Made | null>(null)
  const making = useChange({
    run: (fields: SiteForm) => post<Made>('/sites', { ...FRESH, ...fields }),
    stale: [['/sites']],
    done: say('sites.made'),
    after: setMade,
  })
  return (
    <Modal
      open
      width={640}
      title={made ? made.name : say('sites.new')}
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
              {say('sites.make')}
            </Button>
          </>
        )
      }
    >
      {made ? (
        <div className="stack">
          <Putting site={made} />
          <Once secret={made.secret} note={say('sites.once')} />
        </div>
      ) : (
        <Form form={form} layout="vertical" initialValues={FRESH} onFinish={making.mutate}>
          <Inputs />
        </Form>
      )}
    </Modal>
  )
}

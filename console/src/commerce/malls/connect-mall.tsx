import { Button, Form, Modal, Select } from 'antd'
import { useState } from 'react'
import { post } from '../../api/client'
import type { Mall, MallForm } from '../../api/types'
import { useSay } from '../../platform/language'
import { useChange } from '../../platform/toast'
import { Inputs, type Vendor } from './inputs'
import { MallAddress } from './mall-address'

function Connected({ mall }: { mall: Mall }) {
  const say = useSay()
  return (
    <div className="stack-16">
      <p>{say(`malls.enter.${mall.vendor}`)}</p>
      <MallAddress mall={mall} />
    </div>
  )
}

/** Connect a mall, then say what is to be entered there. */
export function ConnectMall({ vendors, onClose }: { vendors: Vendor[]; onClose: () => void }) {
  const say = useSay()
  const [form] = Form.useForm<MallForm>()
  const [offered] = useState(vendors)
  const vendor = Form.useWatch('vendor', form) ?? offered[0]
  const [made, setMade] = useState<Mall | null>(null)
  const making = useChange({
    run: (fields: MallForm) => post<Mall>('/malls', fields),
    stale: [['/malls']],
    done: say('malls.connected'),
    after: setMade,
  })
  return (
    <Modal
      open
      width={640}
      title={say('malls.connect')}
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
            <Button type="primary" loading={making.isPending} htmlType="submit" form="connect-mall">
              {say('malls.connectIt')}
            </Button>
          </>
        )
      }
    >
      {made ? (
        <Connected mall={made} />
      ) : (
        <Form
          id="connect-mall"
          form={form}
          layout="vertical"
          initialValues={{ vendor: offered[0], client_id: '', secret: '' }}
          onFinish={making.mutate}
        >
          <Form.Item name="vendor" label={say('malls.kind')}>
            <Select options={offered.map((one) => ({ value: one, label: say(`malls.${one}`) }))} />
          </Form.Item>
          {vendor && <Inputs form={form} vendor={vendor} />}
        </Form>
      )}
    </Modal>
  )
}

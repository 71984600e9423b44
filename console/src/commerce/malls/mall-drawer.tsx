import { App, Button, Form } from 'antd'
import { post, remove } from '../../api/client'
import type { Mall, MallForm } from '../../api/types'
import { Detail, Pairs } from '../../platform/detail'
import { useFormats } from '../../platform/format'
import { useSay } from '../../platform/language'
import type { useList } from '../../platform/list'
import { Note, Trouble } from '../../platform/states'
import { useChange } from '../../platform/toast'
import { Inputs } from './inputs'
import { MallAddress } from './mall-address'

function useDisconnect(mall: Mall, onClose: () => void) {
  const say = useSay()
  const { modal } = App.useApp()
  const removing = useChange({
    run: () => remove(`/malls/${mall.id}`),
    stale: [['/malls']],
    done: say('malls.disconnected'),
    after: onClose,
  })
  return () =>
    modal.confirm({
      title: say('malls.disconnectTitle', { mall: say(`malls.${mall.vendor}`) }),
      content: say('malls.disconnectText'),
      okText: say('malls.disconnect'),
      okButtonProps: { danger: true },
      cancelText: say('do.cancel'),
      onOk: () => removing.mutate(),
    })
}

function Signing({ mall }: { mall: Mall }) {
  const say = useSay()
  const [form] = Form.useForm<MallForm>()
  const changing = useChange({
    run: (fields: MallForm) => post<Mall>('/malls', { ...fields, vendor: mall.vendor }),
    stale: [['/malls']],
    done: say('malls.changed'),
    after: () => form.setFieldValue('secret', ''),
  })
  return (
    <section>
      <h2>{say('malls.signing')}</h2>
      <p className="quiet">{say('malls.signingNote')}</p>
      <Form
        form={form}
        layout="vertical"
        initialValues={{ client_id: mall.client_id, secret: '' }}
        onFinish={changing.mutate}
      >
        <div className="stack-16">
          <div>
            <Inputs form={form} vendor={mall.vendor} />
          </div>
          <div>
            <Button type="primary" htmlType="submit" loading={changing.isPending}>
              {say('do.save')}
            </Button>
          </div>
        </div>
      </Form>
    </section>
  )
}

function One({ mall, onClose }: { mall: Mall; onClose: () => void }) {
  const say = useSay()
  const format = useFormats()
  const disconnect = useDisconnect(mall, onClose)
  const received = mall.received_at ? format.instant(mall.received_at) : say('malls.never')
  return (
    <div className="stack">
      <Pairs
        rows={[
          [say('malls.address'), <MallAddress key="address" mall={mall} />],
          [say('malls.connectedAt'), format.instant(mall.connected_at)],
          [say('malls.received'), received],
          [say('malls.orders'), format.number(mall.orders)],
          [say('malls.refunds'), format.number(mall.refunds)],
        ]}
      />
      <p className="quiet">{say(`malls.enter.${mall.vendor}`)}</p>
      <Signing mall={mall} />
      <div>
        <Button danger onClick={disconnect}>
          {say('malls.disconnect')}
        </Button>
      </div>
    </div>
  )
}

interface MallDrawerProps {
  id?: string
  list: ReturnType<typeof useList<Mall>>
  mall?: Mall
  onClose: () => void
}

/** One mall: where it sends to, what came, how it signs. */
export function MallDrawer({ id, list, mall, onClose }: MallDrawerProps) {
  const say = useSay()
  return (
    <Detail
      open={Boolean(id)}
      onClose={onClose}
      title={mall ? say(`malls.${mall.vendor}`) : say('malls.mall')}
    >
      {mall && <One key={mall.id} mall={mall} onClose={onClose} />}
      {!mall && list.error && <Trouble error={list.error} again={() => list.refetch()} />}
      {!mall && list.rows && <Note shape="empty" title={say('malls.gone')} />}
    </Detail>
  )
}

import { DatePicker, Form, Input, Modal } from 'antd'
import dayjs, { type Dayjs } from 'dayjs'
import { post, put } from '../../api/client'
import type { Partner, PartnerForm } from '../../api/types'
import { useSay } from '../../platform/language'
import { NodePicker } from '../../platform/pickers'
import { useChange } from '../../platform/toast'

interface Fields extends Omit<PartnerForm, 'agreed_from' | 'agreed_until' | 'channel'> {
  agreed: [Dayjs | null, Dayjs | null] | null
}
interface PartnerFormProps {
  partner?: Partner
  open: boolean
  onClose: () => void
}

const plain = (day?: Dayjs | null) => day?.format('YYYY-MM-DD') ?? null
const shown = (day: string | null) => (day ? dayjs(day) : null)

/** A partner, new or changed; a new one gets a source of its own. */
export function PartnerFormModal({ partner, open, onClose }: PartnerFormProps) {
  const say = useSay()
  const [form] = Form.useForm<Fields>()
  const saving = useChange({
    run: ({ agreed, ...fields }: Fields) => {
      const body: PartnerForm = {
        ...fields,
        channel: partner?.channel ?? 'partner',
        agreed_from: plain(agreed?.[0]),
        agreed_until: plain(agreed?.[1]),
      }
      return partner ? put(`/partners/${partner.id}`, body) : post('/partners', body)
    },
    stale: [['/partners'], ['/sources'], ['/channel-figures']],
    after: onClose,
  })
  const initial: Fields = {
    name: partner?.name ?? '',
    node_id: partner?.node_id ?? null,
    terms: partner?.terms ?? '',
    agreed: partner ? [shown(partner.agreed_from), shown(partner.agreed_until)] : null,
  }
  return (
    <Modal
      open={open}
      onCancel={onClose}
      onOk={() => form.submit()}
      confirmLoading={saving.isPending}
      okText={say('do.save')}
      cancelText={say('do.cancel')}
      title={say(partner ? 'partners.edit' : 'partners.new')}
      destroyOnHidden
    >
      <Form<Fields>
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={initial}
        onFinish={(fields) => saving.mutate(fields)}
      >
        <Form.Item
          name="name"
          label={say('partners.name')}
          rules={[{ required: true, message: say('partners.nameNeeded') }]}
        >
          <Input maxLength={40} />
        </Form.Item>
        <Form.Item name="agreed" label={say('partners.agreement')}>
          <DatePicker.RangePicker allowEmpty={[true, true]} style={{ width: '100%' }} />
        </Form.Item>
        <Form.Item name="terms" label={say('partners.terms')} extra={say('partners.termsNote')}>
          <Input.TextArea rows={4} maxLength={10_000} />
        </Form.Item>
        <Form.Item name="node_id" label={say('sources.node')} extra={say('sources.nodeNote')}>
          <NodePicker />
        </Form.Item>
      </Form>
    </Modal>
  )
}

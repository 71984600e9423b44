import { Form, Input, Modal } from 'antd'
import { post, put } from '../../api/client'
import type { ShortLink, ShortLinkForm } from '../../api/types'
import { useSay } from '../../platform/language'
import { useChange } from '../../platform/toast'
import { SourcePicker } from './source-picker'

interface LinkFormProps {
  link?: ShortLink
  open: boolean
  onClose: () => void
}

/** A short link, new or changed; its short address never changes. */
export function LinkFormModal({ link, open, onClose }: LinkFormProps) {
  const say = useSay()
  const [form] = Form.useForm<ShortLinkForm>()
  const saving = useChange({
    run: (fields: ShortLinkForm) =>
      link ? put(`/short-links/${link.id}`, fields) : post('/short-links', fields),
    stale: [['/short-links'], ['/sources'], ['/partners']],
    after: onClose,
  })
  const needed = [{ required: true, message: say('links.needed') }]
  return (
    <Modal
      open={open}
      onCancel={onClose}
      onOk={() => form.submit()}
      confirmLoading={saving.isPending}
      okText={say('do.save')}
      cancelText={say('do.cancel')}
      title={say(link ? 'links.edit' : 'links.new')}
      destroyOnHidden
    >
      <Form<ShortLinkForm>
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={link}
        onFinish={(fields) => saving.mutate(fields)}
      >
        <Form.Item name="name" label={say('links.name')} rules={needed}>
          <Input maxLength={60} />
        </Form.Item>
        <Form.Item name="source_id" label={say('links.source')} rules={needed}>
          <SourcePicker />
        </Form.Item>
        <Form.Item
          name="target"
          label={say('links.target')}
          extra={say('links.targetNote')}
          rules={needed}
        >
          <Input maxLength={2000} placeholder="https://" />
        </Form.Item>
        <Form.Item name="term" label={say('links.term')} extra={say('links.termNote')}>
          <Input maxLength={60} />
        </Form.Item>
      </Form>
    </Modal>
  )
}

import { Form, Input, Modal, Select } from 'antd'
import { post, put } from '../../api/client'
import type { Source, SourceForm } from '../../api/types'
import { useSay } from '../../platform/language'
import { NodePicker } from '../../platform/pickers'
import { useChange } from '../../platform/toast'
import { SourcePicker, useSources } from './source-picker'

interface SourceFormProps {
  source?: Source
  open: boolean
  onClose: () => void
}

/** A source, new or changed. */
export function SourceFormModal({ source, open, onClose }: SourceFormProps) {
  const say = useSay()
  const tree = useSources()
  const [form] = Form.useForm<SourceForm>()
  const saving = useChange({
    run: (fields: SourceForm) =>
      source ? put(`/sources/${source.id}`, fields) : post('/sources', fields),
    stale: [['/sources'], ['/channel-figures']],
    after: onClose,
  })
  const initial: SourceForm = source ?? {
    name: '',
    channel: 'other',
    under_id: null,
    node_id: null,
    mark: '',
  }
  return (
    <Modal
      open={open}
      onCancel={onClose}
      onOk={() => form.submit()}
      confirmLoading={saving.isPending}
      okText={say('do.save')}
      cancelText={say('do.cancel')}
      title={say(source ? 'sources.edit' : 'sources.new')}
      destroyOnHidden
    >
      <Form<SourceForm>
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={initial}
        onFinish={(fields) => saving.mutate(fields)}
      >
        <Form.Item
          name="name"
          label={say('sources.name')}
          rules={[{ required: true, message: say('sources.nameNeeded') }]}
        >
          <Input maxLength={40} />
        </Form.Item>
        <Form.Item name="channel" label={say('sources.channel')}>
          <Select
            options={(tree.data?.channels ?? []).map((one) => ({
              value: one.value,
              label: one.words,
            }))}
          />
        </Form.Item>
        <Form.Item name="under_id" label={say('sources.under')}>
          <SourcePicker without={source?.id} placeholder={say('sources.top')} />
        </Form.Item>
        <Form.Item name="node_id" label={say('sources.node')} extra={say('sources.nodeNote')}>
          <NodePicker />
        </Form.Item>
        <Form.Item name="mark" label={say('sources.mark')} extra={say('sources.markNote')}>
          <Input maxLength={40} />
        </Form.Item>
      </Form>
    </Modal>
  )
}

import { Form, Input, Modal, Segmented } from 'antd'
import { post, put } from '../api/client'
import type { OrgNode } from '../api/types'
import { useSay } from '../platform/language'
import { useNodes } from '../platform/lookups'
import { NodePicker } from '../platform/pickers'
import { useChange } from '../platform/toast'
import { useFilter } from '../platform/url'

type Fields = Pick<OrgNode, 'name' | 'kind' | 'ownership' | 'parent_id'>

/** A store or region, new or changed; `id` is "new", a node, or null when closed. */
export function NodeForm({ id, onClose }: { id: string | null; onClose: () => void }) {
  const say = useSay()
  const nodes = useNodes()
  const [under] = useFilter('node')
  const [form] = Form.useForm<Fields>()
  const kind = Form.useWatch('kind', form)
  const existing = nodes.data?.find((node) => node.id === id)
  const root = nodes.data?.find((node) => node.parent_id === null)
  const saving = useChange({
    run: (fields: Fields) => {
      const body = { ...fields, ownership: fields.kind === 'store' ? fields.ownership : null }
      return existing ? put(`/nodes/${existing.id}`, body) : post('/nodes', body)
    },
    stale: [['/nodes'], ['/staff']],
    after: onClose,
  })
  const initial: Fields = existing ?? {
    name: '',
    kind: 'store',
    ownership: 'direct',
    parent_id: under || root?.id || null,
  }
  return (
    <Modal
      open={id !== null}
      onCancel={onClose}
      onOk={() => form.submit()}
      confirmLoading={saving.isPending}
      okText={say('do.save')}
      cancelText={say('do.cancel')}
      title={existing ? say('node.edit') : say('node.new')}
      destroyOnHidden
    >
      <Form<Fields>
        key={id}
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={initial}
        onFinish={(fields) => saving.mutate(fields)}
      >
        <Form.Item
          name="name"
          label={say('node.name')}
          rules={[{ required: true, message: say('node.nameNeeded') }]}
        >
          <Input maxLength={60} />
        </Form.Item>
        {existing?.parent_id !== null && (
          <>
            <Form.Item name="kind" label={say('node.kind')}>
              <Segmented
                disabled={Boolean(existing)}
                options={(['region', 'store'] as const).map((one) => ({
                  value: one,
                  label: say(`node.${one}`),
                }))}
              />
            </Form.Item>
            {kind === 'store' && (
              <Form.Item name="ownership" label={say('node.ownership')}>
                <Segmented
                  options={(['direct', 'franchise'] as const).map((one) => ({
                    value: one,
                    label: say(`node.${one}`),
                  }))}
                />
              </Form.Item>
            )}
            <Form.Item name="parent_id" label={say('node.parent')}>
              <NodePicker />
            </Form.Item>
          </>
        )}
      </Form>
    </Modal>
  )
}

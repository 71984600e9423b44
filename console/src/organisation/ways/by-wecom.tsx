import { Form, Select, Switch } from 'antd'
import type { Role } from '../../api/types'
import { useSay } from '../../platform/language'

export function ByWecom({ roles }: { roles: Role[] }) {
  const say = useSay()
  return (
    <>
      <Form.Item name="wecom" label={say('ways.wecomOn')} valuePropName="checked">
        <Switch />
      </Form.Item>
      <Form.Item
        name="wecom_role_id"
        label={say('ways.wecomRole')}
        extra={say('ways.wecomRoleNote')}
      >
        <Select
          allowClear
          placeholder={say('ways.wecomNobody')}
          style={{ maxWidth: 400 }}
          options={roles.map((role) => ({ value: role.id, label: role.name }))}
        />
      </Form.Item>
    </>
  )
}

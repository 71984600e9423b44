import { DeleteOutlined } from '@ant-design/icons'
import { Button, Flex, Form, Input, Select, Switch, Typography } from 'antd'
import type { Role } from '../../api/types'
import { useSay } from '../../platform/language'
import { NodePicker } from '../../platform/pickers'

function Arrivals({ roles }: { roles: Role[] }) {
  const say = useSay()
  const choices = roles
    .filter((role) => role.sees === 'subtree')
    .map((role) => ({ value: role.id, label: role.name }))
  return (
    <Form.List name="arrivals">
      {(lines, { add, remove }) => (
        <Flex vertical gap={8}>
          {lines.map(({ key, name }) => (
            <Flex key={key} gap={8} align="start">
              <Form.Item name={[name, 'value']} noStyle rules={[{ required: true }]}>
                <Input placeholder={say('ways.value')} aria-label={say('ways.value')} />
              </Form.Item>
              <Form.Item name={[name, 'role_id']} noStyle rules={[{ required: true }]}>
                <Select
                  placeholder={say('ways.role')}
                  aria-label={say('ways.role')}
                  options={choices}
                  style={{ minWidth: 160 }}
                />
              </Form.Item>
              <Form.Item name={[name, 'node_id']} noStyle rules={[{ required: true }]}>
                <NodePicker placeholder={say('ways.place')} />
              </Form.Item>
              <Button
                type="text"
                icon={<DeleteOutlined />}
                aria-label={say('ways.removeArrival')}
                onClick={() => remove(name)}
              />
            </Flex>
          ))}
          <div>
            <Button onClick={() => add({ node_id: null })}>{say('ways.addArrival')}</Button>
          </div>
        </Flex>
      )}
    </Form.List>
  )
}

interface Props {
  roles: Role[]
  known: boolean
  returnAddress: string
}

export function ByOpenid({ roles, known, returnAddress }: Props) {
  const say = useSay()
  return (
    <>
      <Form.Item label={say('ways.return')}>
        <Typography.Text copyable code>
          {returnAddress}
        </Typography.Text>
      </Form.Item>
      <Form.Item name="openid" label={say('ways.openidOn')} valuePropName="checked">
        <Switch />
      </Form.Item>
      <div className="ways-fields">
        <Form.Item name="title" label={say('ways.button')}>
          <Input maxLength={40} />
        </Form.Item>
        <Form.Item name="issuer" label={say('ways.issuer')} extra={say('ways.issuerNote')}>
          <Input />
        </Form.Item>
        <Form.Item name="client_id" label={say('ways.clientId')}>
          <Input />
        </Form.Item>
        <Form.Item name="secret" label={say('ways.secret')}>
          <Input.Password
            autoComplete="new-password"
            placeholder={known ? say('ways.keep') : undefined}
          />
        </Form.Item>
        <Form.Item name="domains" label={say('ways.domains')} extra={say('ways.domainsNote')}>
          <Select mode="tags" open={false} suffixIcon={null} tokenSeparators={[',', ' ']} />
        </Form.Item>
        <Form.Item
          name="links_by_email"
          label={say('ways.byEmail')}
          extra={say('ways.byEmailNote')}
          valuePropName="checked"
        >
          <Switch />
        </Form.Item>
      </div>
      <Form.Item name="role_claim" label={say('ways.claim')} extra={say('ways.claimNote')}>
        <Input style={{ maxWidth: 400 }} placeholder="groups" />
      </Form.Item>
      <Arrivals roles={roles} />
    </>
  )
}

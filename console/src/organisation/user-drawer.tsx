import { Button, Form, Input, Select, Switch } from 'antd'
import { patch, post } from '../api/client'
import type { Role, User } from '../api/types'
import { Detail } from '../platform/detail'
import { useSay } from '../platform/language'
import { useList } from '../platform/list'
import { useStaff } from '../platform/lookups'
import { NodePicker } from '../platform/pickers'
import { useChange } from '../platform/toast'
import { UserWays } from './user-ways'

const SHORTEST = 10

interface Fields {
  name: string
  login: string
  password?: string
  role_id: string
  node_id: string | null
  staff_id?: string | null
  active: boolean
}

function useSave(user: User | undefined, onClose: () => void) {
  return useChange({
    run: ({ login, password, staff_id, active, ...rest }: Fields) =>
      user
        ? patch(`/users/${user.id}`, {
            ...rest,
            active,
            ...(staff_id ? { staff_id } : {}),
            ...(password ? { password } : {}),
          })
        : post('/users', {
            ...rest,
            login,
            password: password || null,
            staff_id: staff_id ?? null,
          }),
    stale: [['/users'], ['/roles']],
    after: onClose,
  })
}

function Inputs({ user, roles }: { user?: User; roles: Role[] }) {
  const say = useSay()
  const staff = useStaff()
  const needed = (message: string) => [{ required: true, message }]
  return (
    <>
      <Form.Item name="name" label={say('users.name')} rules={needed(say('users.nameNeeded'))}>
        <Input maxLength={60} />
      </Form.Item>
      <Form.Item
        name="login"
        label={say('session.login')}
        rules={needed(say('session.loginNeeded'))}
      >
        <Input disabled={Boolean(user)} autoComplete="off" />
      </Form.Item>
      <Form.Item
        name="password"
        label={user ? say('users.newPassword') : say('session.password')}
        extra={
          <>
            {say('users.passwordNote', { count: SHORTEST })} {say('users.passwordOptional')}
          </>
        }
        rules={[{ min: SHORTEST, message: say('users.passwordNote', { count: SHORTEST }) }]}
      >
        <Input.Password autoComplete="new-password" />
      </Form.Item>
      <Form.Item name="role_id" label={say('users.role')} rules={needed(say('users.roleNeeded'))}>
        <Select options={roles.map((role) => ({ value: role.id, label: role.name }))} />
      </Form.Item>
      <Form.Item name="node_id" label={say('users.node')} extra={say('users.nodeNote')}>
        <NodePicker />
      </Form.Item>
      <Form.Item name="staff_id" label={say('users.staff')} extra={say('users.staffNote')}>
        <Select
          allowClear={!user}
          showSearch
          optionFilterProp="label"
          options={(staff.data ?? []).map((one) => ({ value: one.id, label: one.name }))}
        />
      </Form.Item>
      {user && (
        <Form.Item name="active" label={say('users.mayEnter')} valuePropName="checked">
          <Switch />
        </Form.Item>
      )}
    </>
  )
}

function Editor({ user, onClose }: { user?: User; onClose: () => void }) {
  const say = useSay()
  const roles = useList<Role>('/roles', { limit: 200 })
  const [form] = Form.useForm<Fields>()
  const saving = useSave(user, onClose)
  return (
    <Detail
      open
      size={480}
      onClose={onClose}
      title={user?.name ?? say('users.new')}
      action={
        <Button type="primary" loading={saving.isPending} onClick={() => form.submit()}>
          {say('do.save')}
        </Button>
      }
    >
      <Form<Fields>
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={
          user
            ? {
                ...user,
                role_id: user.role.id,
                node_id: user.node?.id ?? null,
                staff_id: user.staff?.id,
              }
            : { node_id: null, active: true }
        }
        onFinish={(fields) => saving.mutate(fields)}
      >
        <Inputs user={user} roles={roles.rows ?? []} />
      </Form>
      {user && <UserWays user={user} />}
    </Detail>
  )
}

interface UserDrawerProps {
  id?: string
  users?: User[]
  onClose: () => void
}

export function UserDrawer({ id, users, onClose }: UserDrawerProps) {
  if (!id) return null
  if (id === 'new') return <Editor key="new" onClose={onClose} />
  const user = users?.find((one) => one.id === id)
  return user ? <Editor key={id} user={user} onClose={onClose} /> : null
}

import { Alert, App, Button, Form, Input } from 'antd'
import { useState } from 'react'
import { put } from '../api/client'
import type { Connection, SavedConnection } from '../api/types'
import { type Key, useSay } from '../platform/language'
import { useMay } from '../platform/session/session'
import { useChange } from '../platform/toast'

const PLAIN = ['corp_id', 'agent_id', 'base_url'] as const
const SECRET = ['secret', 'callback_token', 'aes_key'] as const
type Fields = Record<(typeof PLAIN)[number] | (typeof SECRET)[number], string | undefined>

/** An empty secret keeps what there is; the server makes a callback token and key if none were. */
function bodyOf(fields: Fields) {
  const trimmed = Object.entries(fields).map(([name, value]) => [name, String(value ?? '').trim()])
  return { ...Object.fromEntries(trimmed), agent_id: Number(fields.agent_id) }
}

function Copied({ label, value }: { label: string; value: string }) {
  const say = useSay()
  const { message } = App.useApp()
  const copy = async () => {
    await navigator.clipboard.writeText(value)
    message.success(say('do.copied'))
  }
  return (
    <div className="label">
      {label}
      <div className="callback">
        <Input readOnly value={value} aria-label={label} />
        <Button onClick={copy}>{say('do.copy')}</Button>
      </div>
    </div>
  )
}

/** What was made just now and is shown this once. */
function Made({ saved }: { saved: SavedConnection }) {
  const say = useSay()
  if (!saved.made_token && !saved.made_aes_key) return null
  return (
    <Alert
      showIcon
      type="warning"
      title={say('wecom.made')}
      description={
        <div className="stack-16">
          {saved.made_token && (
            <Copied label={say('wecom.callback_token')} value={saved.made_token} />
          )}
          {saved.made_aes_key && <Copied label={say('wecom.aes_key')} value={saved.made_aes_key} />}
        </div>
      }
    />
  )
}

function Inputs({ known }: { known: boolean }) {
  const say = useSay()
  const needed = (name: string) =>
    name === 'corp_id' || name === 'agent_id' || (!known && name === 'secret')
  const rules = (name: string) => [
    { required: needed(name), message: say('wecom.needed') },
    ...(name === 'agent_id' ? [{ pattern: /^\d+$/, message: say('wecom.digits') }] : []),
  ]
  return (
    <div className="three">
      {[...PLAIN, ...SECRET].map((name) => (
        <Form.Item
          key={name}
          name={name}
          label={say(`wecom.${name}` as Key)}
          extra={say(`wecom.${name}.note` as Key)}
          rules={rules(name)}
        >
          {(SECRET as readonly string[]).includes(name) ? (
            <Input.Password
              autoComplete="new-password"
              placeholder={say(
                known ? 'wecom.keep' : name === 'secret' ? 'wecom.give' : 'wecom.make',
              )}
            />
          ) : (
            <Input />
          )}
        </Form.Item>
      ))}
    </div>
  )
}

export function ConnectionForm({ connection }: { connection: Connection | null }) {
  const say = useSay()
  const writes = useMay()('wecom.manage')
  const [form] = Form.useForm<Fields>()
  const [saved, setSaved] = useState<SavedConnection>()
  const saving = useChange({
    run: (fields: Fields) => put<SavedConnection>('/wecom/connection', bodyOf(fields)),
    stale: [['/wecom/connection'], ['/tour']],
    after: (answer) => {
      setSaved(answer)
      form.resetFields([...SECRET])
    },
  })
  const initial = connection && { ...connection, agent_id: String(connection.agent_id) }
  return (
    <div className="stack-16">
      {saved && <Made saved={saved} />}
      <Form<Fields>
        form={form}
        layout="vertical"
        requiredMark={false}
        disabled={!writes}
        initialValues={initial ?? {}}
        onFinish={(fields) => saving.mutate(fields)}
      >
        <Inputs known={connection !== null} />
        {writes && (
          <Button htmlType="submit" loading={saving.isPending}>
            {say('wecom.save')}
          </Button>
        )}
      </Form>
      {connection && <Copied label={say('wecom.callback')} value={connection.callback_url} />}
    </div>
  )
}

import { Alert, App, Button, Input, InputNumber, Modal } from 'antd'
import { useState } from 'react'
import { post } from '../api/client'
import type { NewToken } from '../api/types'
import { useSay } from '../platform/language'
import { useMe } from '../platform/session/session'
import { Loaded } from '../platform/states'
import { useChange } from '../platform/toast'
import { Rights } from './rights'
import { usePermissions } from './roles-page'

function Once({ token }: { token: string }) {
  const say = useSay()
  const { message } = App.useApp()
  const copy = async () => {
    await navigator.clipboard.writeText(token)
    message.success(say('do.copied'))
  }
  return (
    <>
      <Alert showIcon type="warning" title={say('tokens.once')} />
      <div className="secret">
        <code>{token}</code>
        <Button onClick={copy}>{say('do.copy')}</Button>
      </div>
    </>
  )
}

export function TokenForm({ onClose }: { onClose: () => void }) {
  const say = useSay()
  const me = useMe()
  const permissions = usePermissions()
  const [name, setName] = useState('')
  const [days, setDays] = useState<number | null>(90)
  const [chosen, choose] = useState<string[]>([])
  const [made, setMade] = useState<NewToken | null>(null)
  const making = useChange({
    run: () =>
      post<NewToken>('/tokens', { name: name.trim(), permissions: chosen, expires_days: days }),
    stale: [['/tokens']],
    after: setMade,
  })
  return (
    <Modal
      open
      width={640}
      title={say('tokens.new')}
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
            <Button
              type="primary"
              loading={making.isPending}
              disabled={!name.trim() || chosen.length === 0}
              onClick={() => making.mutate()}
            >
              {say('tokens.make')}
            </Button>
          </>
        )
      }
    >
      {made ? (
        <Once token={made.token} />
      ) : (
        <div className="stack-16">
          <label className="label">
            {say('tokens.name')}
            <Input
              value={name}
              maxLength={60}
              placeholder={say('tokens.nameHint')}
              onChange={(event) => setName(event.target.value)}
            />
          </label>
          <label className="label">
            {say('tokens.days')}
            <InputNumber
              min={1}
              max={3650}
              precision={0}
              value={days}
              placeholder={say('tokens.noEnd')}
              onChange={setDays}
              style={{ width: 160 }}
            />
          </label>
          <Loaded query={permissions}>
            {(found) => (
              <Rights
                all={found.items.filter((one) => me.permissions.includes(one.name))}
                chosen={chosen}
                onChange={choose}
              />
            )}
          </Loaded>
        </div>
      )}
    </Modal>
  )
}

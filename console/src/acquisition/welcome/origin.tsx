import { LockOutlined } from '@ant-design/icons'
import { Alert, ConfigProvider } from 'antd'
import type { ReactNode } from 'react'
import type { Published } from '../../api/types'
import { useSay } from '../../platform/language'
import { useKinds } from '../../platform/publish'

/** Where a store's copy comes from, and what the store may set itself. */
export function Origin({ published }: { published: Published }) {
  const say = useSay()
  const parts = useKinds().data?.items.find((one) => one.name === 'welcome_rule')?.parts ?? []
  const { hq, version, newest, open_parts, recalled_at } = published
  const titled = (name: string) => parts.find((part) => part.name === name)?.title ?? name
  const opened = open_parts.map(titled).join(', ')
  const told = recalled_at
    ? say('copy.recalled', { hq })
    : opened
      ? say('copy.open', { hq, parts: opened })
      : say('copy.closed', { hq })
  return (
    <Alert
      showIcon
      type={recalled_at ? 'warning' : 'info'}
      title={say('copy.from', { hq, version })}
      description={newest > version ? `${told} ${say('copy.newer', { version: newest })}` : told}
    />
  )
}

interface LockedProps {
  /** Of the parts that headquarters keeps; nothing is locked in a rule of one's own. */
  locked: boolean
  children: ReactNode
}

/** A part of a form that headquarters keeps: shown with a lock, and not to be changed here. */
export function Locked({ locked, children }: LockedProps) {
  const say = useSay()
  if (!locked) return children
  return (
    <ConfigProvider componentDisabled>
      <div className="locked">
        <LockOutlined aria-label={say('copy.locked')} title={say('copy.locked')} />
        <div>{children}</div>
      </div>
    </ConfigProvider>
  )
}

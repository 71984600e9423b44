import { DownOutlined, MenuOutlined, MoonOutlined, SunOutlined } from '@ant-design/icons'
import { Button, Dropdown, Flex, Layout } from 'antd'
import { use } from 'react'
import { patch } from '../../api/client'
import type { Me } from '../../api/types'
import { type Language, useLanguage } from '../language'
import { useSignOut } from '../session/session'
import { DemoBar } from './demo-bar'
import { ShadeContext } from './shade'

const NAMES: Record<Language, string> = { 'zh-CN': '简体中文', en: 'English' }

export function LanguageSwitch({ keep }: { keep?: boolean }) {
  const { language, choose } = useLanguage()
  const other: Language = language === 'en' ? 'zh-CN' : 'en'
  const turn = () => {
    choose(other)
    // The choice stands in this browser at once; the server keeps it for the next one.
    if (keep) patch('/session', { language: other }).catch(() => {})
  }
  return (
    <Button type="text" lang={other} onClick={turn}>
      {NAMES[other]}
    </Button>
  )
}

export function ShadeSwitch() {
  const { say } = useLanguage()
  const [shade, choose] = use(ShadeContext)
  const dark = shade === 'dark'
  return (
    <Button
      type="text"
      icon={dark ? <SunOutlined /> : <MoonOutlined />}
      aria-label={say(dark ? 'shade.light' : 'shade.dark')}
      title={say(dark ? 'shade.light' : 'shade.dark')}
      onClick={() => choose(dark ? 'light' : 'dark')}
    />
  )
}

export function Header({ me, onMenu }: { me: Me; onMenu?: () => void }) {
  const { say } = useLanguage()
  const signOut = useSignOut()
  return (
    <Layout.Header className="head">
      <Flex align="center" gap={8} className="head-left">
        {onMenu && (
          <Button
            type="text"
            icon={<MenuOutlined />}
            aria-label={say('nav.label')}
            onClick={onMenu}
          />
        )}
        <span className="tenant">{me.tenant.name}</span>
      </Flex>
      {me.demo && <DemoBar sandbox={me.sandbox_url} />}
      <Flex align="center" gap={0} className="head-right">
        <LanguageSwitch keep />
        <ShadeSwitch />
        <Dropdown
          trigger={['click']}
          menu={{
            items: [
              { key: 'login', label: me.user.login, disabled: true },
              { key: 'out', label: say('session.out'), onClick: signOut },
            ],
          }}
        >
          <Button type="text" className="me">
            <span>{me.user.name}</span>
            <DownOutlined />
          </Button>
        </Dropdown>
      </Flex>
    </Layout.Header>
  )
}

/** The phone: a frame, a person who holds it, three tabs and a chat. */

import { useEffect, useState } from 'preact/hooks'
import { type Chat, people, person } from '../api'
import { useLive } from '../live'
import { Face, Failed, LanguageSwitch } from '../parts'
import { useSay } from '../speech'
import { ChatOf } from './chat'
import { Chats } from './chats'
import { Me } from './me'
import { Scan } from './scan'

type Tab = 'chats' | 'scan' | 'me'
const TABS: Tab[] = ['chats', 'scan', 'me']
const ICONS: Record<Tab, string> = {
  chats: 'M4 6h16v10H11l-4 4v-4H4z',
  scan: 'M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5M7 12h10',
  me: 'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4 21c1-5 4-7 8-7s7 2 8 7',
}
const HOLDER = 'sandbox.person'

/** The last holder, else someone who knows nobody yet. */
function useHolder(): [string | undefined, (id: string) => void, Error | undefined] {
  const [id, setId] = useState(() => localStorage.getItem(HOLDER) ?? undefined)
  const [error, setError] = useState<Error>()
  const choose = (next: string) => {
    localStorage.setItem(HOLDER, next)
    setId(next)
  }
  useEffect(() => {
    if (id) return
    people('')
      .then(({ items }) => {
        const stranger = items.find((one) => one.friends === 0) ?? items[0]
        if (stranger) choose(stranger.external_userid)
      })
      .catch(setError)
  })
  return [id, choose, error]
}

function Tabs({ tab, onTab }: { tab: Tab; onTab: (tab: Tab) => void }) {
  const { say } = useSay()
  return (
    <nav class="tabs">
      {TABS.map((one) => (
        <button
          type="button"
          key={one}
          aria-current={one === tab ? 'page' : undefined}
          onClick={() => onTab(one)}
        >
          <svg viewBox="0 0 24 24" width="24" height="24" aria-hidden="true">
            <path d={ICONS[one]} />
          </svg>
          {say(`tab.${one}`)}
        </button>
      ))}
    </nav>
  )
}

function Screen({ id, choose }: { id: string; choose: (id: string) => void }) {
  const { say } = useSay()
  const scanned = new URLSearchParams(window.location.search).get('scan') ?? undefined
  const [tab, setTab] = useState<Tab>(scanned ? 'scan' : 'chats')
  const [open, setOpen] = useState<string>()
  const holder = useLive(() => person(id), id)
  const chat: Chat | undefined = holder.data?.chats.find((one) => one.member.userid === open)
  if (holder.error && !holder.data) {
    return (
      <>
        <Failed error={holder.error} again={holder.again} />
        <Me current={id} choose={choose} />
      </>
    )
  }
  if (open && chat) return <ChatOf id={id} chat={chat} onBack={() => setOpen(undefined)} />
  const enter = (userid: string) => {
    setTab('chats')
    setOpen(userid)
  }
  return (
    <>
      <header class="bar">
        <span class="holder">
          {holder.data && <Face name={holder.data.name} size={28} />}
          {holder.data?.name}
        </span>
        <strong>{say(`tab.${tab}`)}</strong>
        <LanguageSwitch />
      </header>
      <div class="body">
        {tab === 'chats' && holder.data && (
          <Chats person={holder.data} onOpen={setOpen} onScan={() => setTab('scan')} />
        )}
        {tab === 'scan' && <Scan id={id} scanned={scanned} onChat={enter} />}
        {tab === 'me' && (
          <Me
            current={id}
            choose={(next) => {
              choose(next)
              setTab('chats')
            }}
          />
        )}
      </div>
      <Tabs tab={tab} onTab={setTab} />
    </>
  )
}

export function Phone() {
  const { say } = useSay()
  const [id, choose, error] = useHolder()
  return (
    <div class="desk">
      <aside class="about">
        <h1>{say('phone.title')}</h1>
        <p>{say('phone.purpose')}</p>
        <ol>
          {([1, 2, 3, 4] as const).map((step) => (
            <li key={step}>{say(`phone.step${step}`)}</li>
          ))}
        </ol>
        <a href="adviser" target="adviser">
          {say('adviser.title')} ↗
        </a>
      </aside>
      <main class="phone">
        {error && <Failed error={error} again={() => window.location.reload()} />}
        {id && <Screen key={id} id={id} choose={choose} />}
      </main>
    </div>
  )
}

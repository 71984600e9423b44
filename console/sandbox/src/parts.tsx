/** What both pages are made of: faces, lines of a chat, notes, the box to write in. */

import './talk.css'
import type { ComponentChildren } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import { type Message, type Said, Trouble } from './api'
import { useSay } from './speech'

export function Face({ name, size = 40 }: { name: string; size?: number }) {
  const letter = Array.from(name)[0] ?? '·'
  const tint = Array.from(name).reduce((sum, one) => sum + (one.codePointAt(0) ?? 0), 0) % 5
  return (
    <span
      class={`face tint-${tint}`}
      style={{ width: `${size}px`, height: `${size}px` }}
      aria-hidden="true"
    >
      {letter}
    </span>
  )
}

export function Note({
  title,
  text,
  children,
}: {
  title: string
  text?: string
  children?: ComponentChildren
}) {
  return (
    <div class="note">
      <strong>{title}</strong>
      {text && <p>{text}</p>}
      {children}
    </div>
  )
}

export function Failed({ error, again }: { error: Error; again: () => void }) {
  const { say } = useSay()
  const offline = error instanceof Trouble && error.message === 'offline'
  return (
    <Note title={offline ? say('trouble.offline') : error.message}>
      <button type="button" class="plain" onClick={again}>
        {say('trouble.again')}
      </button>
    </Note>
  )
}

export function LanguageSwitch() {
  const { language, say, choose } = useSay()
  const other = language === 'en' ? 'zh-CN' : 'en'
  return (
    <button type="button" class="plain" lang={other} onClick={() => choose(other)}>
      {say('language.other')}
    </button>
  )
}

type Card = Record<string, string | undefined>

/** One message in a line, for lists of chats. */
export function useLine(): (said: Said) => string {
  const { say } = useSay()
  return (said) => {
    const body = (said[said.msgtype] ?? {}) as Card
    switch (said.msgtype) {
      case 'text':
        return body.content ?? ''
      case 'link':
        return body.title ?? ''
      case 'miniprogram':
        return `[${say('said.miniprogram')}] ${body.title ?? ''}`
      case 'image':
      case 'video':
      case 'file':
        return `[${say(`said.${said.msgtype}`)}]`
      default:
        return body.content ?? body.title ?? say('said.other', { kind: said.msgtype })
    }
  }
}

export function Bubble({ said }: { said: Said }) {
  const line = useLine()
  const body = (said[said.msgtype] ?? {}) as Card
  if (said.msgtype === 'link') {
    return (
      <a class="bubble card" href={body.url} target="_blank" rel="noreferrer">
        <strong>{body.title}</strong>
        <span>{body.desc ?? body.description}</span>
      </a>
    )
  }
  if (said.msgtype === 'image') {
    const picture = body.pic_url ?? (body.media_id && `/picture/${body.media_id}`)
    if (picture) return <img class="bubble picture" src={picture} alt={line(said)} />
  }
  return <p class="bubble">{line(said)}</p>
}

interface LinesProps {
  messages: Message[]
  /** Whose screen this is. */
  mine: 'customer' | 'staff'
  other: string
}

export function Lines({ messages, mine, other }: LinesProps) {
  const { say, time } = useSay()
  const line = useLine()
  const end = useRef<HTMLDivElement>(null)
  const count = messages.length
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new line scrolls into view
  useEffect(() => {
    end.current?.scrollIntoView({ block: 'end' })
  }, [count])
  return (
    <div class="lines" aria-live="polite">
      {count === 0 && <p class="aside">{say('chat.empty')}</p>}
      {messages.map((message, at) => {
        const before = messages[at - 1]
        const stamped = !before || message.at - before.at > 300
        const own = message.sender === mine
        return (
          <div key={message.id}>
            {stamped && <p class="aside">{time(message.at)}</p>}
            {message.sender === 'system' ? (
              <p class="aside">
                {message.via === 'greeting' ? say('chat.added') : line(message.said)}
              </p>
            ) : (
              <div class={own ? 'line own' : 'line'}>
                {!own && <Face name={other} size={36} />}
                <div>
                  <Bubble said={message.said} />
                  {(message.via === 'welcome' || message.via === 'mass') && (
                    <small>{say(`via.${message.via}`)}</small>
                  )}
                </div>
              </div>
            )}
          </div>
        )
      })}
      <div ref={end} />
    </div>
  )
}

export function Box({ send }: { send: (text: string) => Promise<unknown> }) {
  const { say } = useSay()
  const [text, setText] = useState('')
  const [trouble, setTrouble] = useState('')
  const submit = async (event: Event) => {
    event.preventDefault()
    const words = text.trim()
    if (!words) return
    try {
      setTrouble('')
      await send(words)
      setText('')
    } catch (error) {
      setTrouble(error instanceof Error ? error.message : String(error))
    }
  }
  return (
    <form class="box" onSubmit={submit}>
      {trouble && <p role="alert">{trouble}</p>}
      <input
        value={text}
        aria-label={say('chat.placeholder')}
        placeholder={say('chat.placeholder')}
        onInput={(event) => setText(event.currentTarget.value)}
      />
      <button type="submit" class="main" disabled={!text.trim()}>
        {say('chat.send')}
      </button>
    </form>
  )
}

interface AskProps {
  title: string
  text: string
  confirm: string
  onYes: () => void
  onNo: () => void
}

/** Before something is deleted: what happens, and a way back. */
export function Ask({ title, text, confirm, onYes, onNo }: AskProps) {
  const { say } = useSay()
  const sheet = useRef<HTMLDialogElement>(null)
  useEffect(() => sheet.current?.showModal(), [])
  return (
    <dialog ref={sheet} class="sheet" onClose={onNo}>
      <strong>{title}</strong>
      <p>{text}</p>
      <button type="button" class="danger" onClick={onYes}>
        {confirm}
      </button>
      <button type="button" class="plain" onClick={onNo}>
        {say('chat.cancel')}
      </button>
    </dialog>
  )
}

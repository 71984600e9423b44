/** One chat on the customer's phone. */

import { useState } from 'preact/hooks'
import { type Chat, chat as load, onPhone } from '../api'
import { useLive } from '../live'
import { Ask, Box, Failed, Lines } from '../parts'
import { useSay } from '../speech'

interface ChatProps {
  id: string
  chat: Chat
  onBack: () => void
}

/** What stands in the place of the box when the two are not friends. */
function Ended({ chat, readd }: { chat: Chat; readd: () => void }) {
  const { say } = useSay()
  const { name } = chat.member
  return (
    <div class="ended">
      <p>
        {say(chat.standing === 'deleted_by_customer' ? 'chat.youLeft' : 'chat.theyLeft', { name })}
      </p>
      <button type="button" class="main" onClick={readd}>
        {say('chat.readd')}
      </button>
    </div>
  )
}

export function ChatOf({ id, chat, onBack }: ChatProps) {
  const { say } = useSay()
  const { userid, name } = chat.member
  const view = useLive(() => load(id, userid), `${id} ${userid}`)
  const [asking, ask] = useState(false)
  const [news, setNews] = useState('')
  const who = { external_userid: id, userid }
  const readd = async () => {
    const { outcome } = await onPhone('readd', who)
    setNews(outcome === 'requested' ? say('card.requested', { name }) : '')
    view.again()
  }
  const leave = async () => {
    ask(false)
    await onPhone('delete', who)
    view.again()
  }
  const standing = view.data?.standing ?? chat.standing
  const ended = standing === 'deleted_by_customer' || standing === 'deleted_by_staff'
  return (
    <>
      <header class="bar">
        <button type="button" class="plain" aria-label={say('chat.back')} onClick={onBack}>
          ‹
        </button>
        <strong>
          {name} <em>@{chat.member.corp}</em>
        </strong>
        {ended ? (
          <span />
        ) : (
          <button
            type="button"
            class="plain"
            aria-label={say('chat.menu')}
            onClick={() => ask(true)}
          >
            ⋯
          </button>
        )}
      </header>
      <div class="body">
        {view.error && !view.data && <Failed error={view.error} again={view.again} />}
        {view.data && <Lines messages={view.data.messages} mine="customer" other={name} />}
        {standing === 'half' && <p class="aside">{say('chat.half', { name })}</p>}
        {news && <p class="aside">{news}</p>}
      </div>
      {ended ? (
        <Ended chat={{ ...chat, standing }} readd={readd} />
      ) : (
        <Box send={(text) => onPhone('say', { ...who, text }).then(view.again)} />
      )}
      {asking && (
        <Ask
          title={say('chat.delete', { name })}
          text={say('chat.deleteText', { name })}
          confirm={say('chat.confirm')}
          onYes={leave}
          onNo={() => ask(false)}
        />
      )}
    </>
  )
}

import type { Chat, Person } from '../api'
import { Face, Note, useLine } from '../parts'
import { useSay } from '../speech'

interface ChatsProps {
  person: Person & { chats: Chat[]; requested: string[] }
  onOpen: (userid: string) => void
  onScan: () => void
}

export function Chats({ person, onOpen, onScan }: ChatsProps) {
  const { say, time } = useSay()
  const line = useLine()
  const lastOf = (last: Chat['last']) => {
    if (!last) return say('chat.empty')
    return last.via === 'greeting' ? say('chat.added') : line(last.said)
  }
  const known = new Set(person.chats.map((chat) => chat.member.userid))
  const asked = person.requested.filter((userid) => !known.has(userid))
  if (person.chats.length === 0 && asked.length === 0) {
    return (
      <Note title={say('chats.none')} text={say('chats.noneText')}>
        <button type="button" class="main" onClick={onScan}>
          {say('chats.scan')}
        </button>
      </Note>
    )
  }
  return (
    <ul class="list">
      {asked.map((userid) => (
        <li key={userid} class="aside">
          {say('chats.waiting', { name: userid })}
        </li>
      ))}
      {person.chats.map((chat) => (
        <li key={chat.member.userid}>
          <button type="button" class="entry" onClick={() => onOpen(chat.member.userid)}>
            <Face name={chat.member.name} />
            <span class="entry-words">
              <span>
                {chat.member.name} <em>@{chat.member.corp}</em>
              </span>
              <small>{lastOf(chat.last)}</small>
            </span>
            <small class="entry-at">{chat.last && time(chat.last.at)}</small>
          </button>
        </li>
      ))}
    </ul>
  )
}

/** What one customer and the advisers wrote to each other, newest first; or why there is nothing. */

import { useInfiniteQuery } from '@tanstack/react-query'
import { Alert, Skeleton } from 'antd'
import { Link } from 'react-router'
import { get } from '../../api/client'
import type { Chat, ChatMessage } from '../../api/types'
import { useFormats } from '../../platform/format'
import { useSay } from '../../platform/language'
import { More } from '../../platform/list'
import { LIVE_MS } from '../../platform/live'
import { useMay } from '../../platform/session/session'
import { Note, Trouble } from '../../platform/states'
import './chat.css'

function useChat(id: string) {
  return useInfiniteQuery({
    queryKey: ['/customers', id, 'chat'],
    queryFn: ({ pageParam }) => get<Chat>(`/customers/${id}/chat`, { cursor: pageParam }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next_cursor,
    refetchInterval: LIVE_MS,
  })
}

function Line({ one }: { one: ChatMessage }) {
  const say = useSay()
  const format = useFormats()
  const staff = one.staff_name ?? say('chat.colleague')
  const heading = one.direction === 'customer' ? 'chat.fromCustomer' : 'chat.fromStaff'
  return (
    <li className={one.direction}>
      <div className="chat-head quiet">
        <span>{say(heading, { staff })}</span>
        <span className="figure nowrap">{format.instant(one.said_at)}</span>
      </div>
      <p>{one.text ?? <span className="quiet">{say('chat.hidden')}</span>}</p>
    </li>
  )
}

function Empty({ first }: { first: Chat }) {
  const say = useSay()
  const may = useMay()
  const start = first.why === 'never_connected' && may('imports.write') && may('chats.write')
  const refused = first.refused > 0 && say('chat.refused', { count: first.refused })
  return (
    <Note
      shape="empty"
      title={say('chat.empty')}
      text={
        <>
          {first.why_words} {refused}
        </>
      }
      action={start && <Link to="/imports/new">{say('chat.import')}</Link>}
    />
  )
}

export default function ChatOf({ id }: { id: string }) {
  const say = useSay()
  const query = useChat(id)
  if (query.error && !query.data)
    return <Trouble error={query.error} again={() => query.refetch()} />
  const first = query.data?.pages[0]
  if (!query.data || !first) return <Skeleton active title={false} paragraph={{ rows: 6 }} />
  const lines = query.data.pages.flatMap((page) => page.items)
  if (lines.length === 0) return <Empty first={first} />
  return (
    <>
      {first.masked && <Alert type="info" showIcon title={say('chat.masked')} />}
      <p className="quiet">{say('chat.kept', { days: first.retention_days })}</p>
      <ol className="chat">
        {lines.map((one) => (
          <Line key={one.id} one={one} />
        ))}
      </ol>
      <More of={query} />
    </>
  )
}

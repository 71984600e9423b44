/** Everything that happened with one person, newest first. */

import { useInfiniteQuery } from '@tanstack/react-query'
import { Flex, Select, Skeleton } from 'antd'
import { Link } from 'react-router'
import { get } from '../api/client'
import type { Timeline, TimelineEntry } from '../api/types'
import { useFormats } from '../platform/format'
import { useSay } from '../platform/language'
import { More } from '../platform/list'
import { LIVE_MS } from '../platform/live'
import { useMay } from '../platform/session/session'
import { Note, Trouble } from '../platform/states'
import { useFilter } from '../platform/url'

function useTimeline(id: string, kind: string) {
  return useInfiniteQuery({
    queryKey: ['/customers', id, 'timeline', kind],
    queryFn: ({ pageParam }) =>
      get<Timeline>(`/customers/${id}/timeline`, { kind, cursor: pageParam }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next_cursor,
    refetchInterval: LIVE_MS,
  })
}

/** `user:…`, `system:…`, `customer:…`: who did it, by its first part. */
function actorOf(actor: string): 'user' | 'customer' | 'staff' | 'system' {
  const [kind] = actor.split(':')
  return kind === 'user' || kind === 'customer' || kind === 'staff' ? kind : 'system'
}

function Entry({ entry }: { entry: TimelineEntry }) {
  const say = useSay()
  const format = useFormats()
  return (
    <li>
      <span className="quiet figure nowrap">{format.instant(entry.happened_at)}</span>
      <span>
        {entry.sentence}
        <br />
        <span className="quiet">
          {entry.title} · {say(`actor.${actorOf(entry.actor)}`)}
        </span>
      </span>
    </li>
  )
}

export function TimelineOf({ id }: { id: string }) {
  const say = useSay()
  const may = useMay()
  const [kind, setKind] = useFilter('kind')
  const query = useTimeline(id, kind)
  if (query.error && !query.data)
    return <Trouble error={query.error} again={() => query.refetch()} />
  if (!query.data) return <Skeleton active title={false} paragraph={{ rows: 6 }} />
  const kinds = query.data.pages[0]?.kinds ?? []
  const entries = query.data.pages.flatMap((page) => page.items)
  return (
    <>
      <Flex justify="space-between" align="center" gap={16} className="timeline-head">
        <Select
          allowClear
          value={kind || undefined}
          onChange={setKind}
          placeholder={say('timeline.all')}
          style={{ width: 240 }}
          options={kinds.map((one) => ({ value: one.kind, label: `${one.title} (${one.count})` }))}
        />
        {may('messaging.read') && (
          <Link to={`/deliveries?customer=${id}`}>{say('timeline.messages')}</Link>
        )}
      </Flex>
      {entries.length === 0 && <Note shape="empty" title={say('timeline.empty')} />}
      <ol className="timeline">
        {entries.map((entry) => (
          <Entry key={entry.id} entry={entry} />
        ))}
      </ol>
      <More of={query} />
    </>
  )
}

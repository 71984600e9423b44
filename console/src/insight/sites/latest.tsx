/** What a site told last, as it comes in, and why some of it was not taken. */

import { useQuery } from '@tanstack/react-query'
import { Table, type TableColumnsType } from 'antd'
import { get } from '../../api/client'
import type { SiteHit, SiteHits } from '../../api/types'
import { useFormats } from '../../platform/format'
import { useSay } from '../../platform/language'
import { FIGURE } from '../../platform/list'
import { LIVE_MS } from '../../platform/live'
import { Loaded, Note } from '../../platform/states'
import { Status } from '../../platform/status'

function useColumns(): TableColumnsType<SiteHit> {
  const say = useSay()
  const format = useFormats()
  const number = (one: SiteHit) => {
    if (one.number === null) return ''
    const shown = format.number(one.number)
    return one.kind === 'leave' ? say('sites.seconds', { seconds: shown }) : shown
  }
  return [
    {
      title: say('sites.at'),
      width: 104,
      className: 'figure nowrap',
      render: (_, one) => format.timeWithSeconds(one.happened_at),
    },
    { title: say('sites.what'), width: 96, className: 'nowrap', dataIndex: 'words' },
    {
      title: say('sites.where'),
      className: 'site-path',
      render: (_, one) => (one.named ? `${one.page} · ${one.named}` : one.page),
    },
    { title: say('sites.number'), width: 104, ...FIGURE, render: (_, one) => number(one) },
    {
      title: say('sites.who'),
      width: 104,
      className: 'nowrap',
      render: (_, one) => say(one.is_customer ? 'sites.customer' : 'sites.visitor'),
    },
  ]
}

function Today({ told }: { told: SiteHits }) {
  const say = useSay()
  const format = useFormats()
  if (told.today.length === 0) return <p className="quiet">{say('sites.nothingToday')}</p>
  return (
    <ul className="rows" aria-label={say('sites.today')}>
      {told.today.map((one) => (
        <li key={one.outcome}>
          <Status tone={one.refused ? 'warn' : 'good'}>{one.words}</Status>
          <span className="figure">{format.number(one.count)}</span>
        </li>
      ))}
    </ul>
  )
}

export function Latest({ id }: { id: string }) {
  const say = useSay()
  const columns = useColumns()
  const query = useQuery({
    queryKey: ['/sites', id, 'latest'],
    queryFn: () => get<SiteHits>(`/sites/${id}/latest`),
    refetchInterval: LIVE_MS,
  })
  return (
    <Loaded query={query}>
      {(told) => (
        <>
          <section className="stack-16">
            <h2>{say('sites.today')}</h2>
            <Today told={told} />
          </section>
          <section className="stack-16">
            <h2>{say('sites.latest')}</h2>
            {told.items.length === 0 ? (
              <Note shape="empty" title={say('sites.noneYet')} text={say('sites.noneYetText')} />
            ) : (
              <Table<SiteHit>
                aria-label={say('sites.latest')}
                rowKey={(one) => `${one.received_at} ${one.happened_at} ${one.kind} ${one.page}`}
                size="small"
                columns={columns}
                dataSource={told.items}
                pagination={false}
                scroll={{ x: 560, y: 320 }}
              />
            )}
          </section>
        </>
      )}
    </Loaded>
  )
}

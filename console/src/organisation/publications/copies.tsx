import { Button, Table, type TableColumnsType } from 'antd'
import { post } from '../../api/client'
import type { CopyState, PublicationCopy, PublicationWhole, PublishableKind } from '../../api/types'
import { useFormats } from '../../platform/format'
import { useSay } from '../../platform/language'
import { useMay } from '../../platform/session/session'
import { Status, type Tone } from '../../platform/status'
import { useChange } from '../../platform/toast'

const TONE: Record<CopyState, Tone> = {
  adopted: 'good',
  lagging: 'warn',
  failed: 'bad',
  recalled: 'off',
}
const STALE = [['/publications'], ['/welcome-rules'], ['/tags']]

function State({ copy }: { copy: PublicationCopy }) {
  const say = useSay()
  const format = useFormats()
  const since = copy.recalled_at ?? copy.lagging_since ?? copy.adopted_at
  return (
    <>
      <Status tone={TONE[copy.state]}>{say(`publications.${copy.state}`)}</Status>
      <br />
      <span className="quiet">
        {copy.reason ?? (since && say('publication.since', { at: format.instant(since) }))}
      </span>
    </>
  )
}

interface ActProps {
  publication: PublicationWhole
  copy: PublicationCopy
  onRecall?: (node: string) => void
}

function Acts({ publication, copy, onRecall }: ActProps) {
  const say = useSay()
  const may = useMay()
  const path = `/publications/${publication.id}`
  const adopting = useChange({
    run: () => post(`${path}/adopt`, { node_id: copy.node.id }),
    stale: STALE,
    done: say('publication.adoptDone'),
  })
  const restoring = useChange({
    run: () => post(`${path}/restore`, { node_ids: [copy.node.id] }),
    stale: STALE,
    done: say('publication.restoreDone'),
  })
  if (copy.state === 'recalled')
    return onRecall ? (
      <Button size="small" loading={restoring.isPending} onClick={() => restoring.mutate()}>
        {say('publication.restore')}
      </Button>
    ) : null
  return (
    <>
      {copy.state !== 'adopted' && may('publications.adopt') && (
        <Button
          size="small"
          type="primary"
          loading={adopting.isPending}
          onClick={() => adopting.mutate()}
        >
          {say(copy.state === 'failed' ? 'publication.again' : 'publication.adopt')}
        </Button>
      )}
      {onRecall && (
        <Button size="small" type="text" danger onClick={() => onRecall(copy.node.id)}>
          {say('publication.recallOne')}
        </Button>
      )}
    </>
  )
}

interface CopiesProps {
  publication: PublicationWhole
  kind?: PublishableKind
  onRecall?: (node: string) => void
}

/** Each store's copy, those that need a look first. */
export function Copies({ publication, kind, onRecall }: CopiesProps) {
  const say = useSay()
  const titled = (name: string) => kind?.parts.find((part) => part.name === name)?.title ?? name
  const columns: TableColumnsType<PublicationCopy> = [
    { title: say('publication.store'), render: (_, copy) => copy.node.name },
    { title: say('publication.state'), render: (_, copy) => <State copy={copy} /> },
    {
      title: say('publications.version'),
      align: 'right',
      className: 'figure',
      render: (_, copy) => copy.version ?? '—',
    },
    {
      title: say('publication.own'),
      render: (_, copy) => copy.own_parts.map(titled).join(', ') || '—',
    },
    {
      key: 'acts',
      align: 'right',
      className: 'nowrap',
      render: (_, copy) => <Acts publication={publication} copy={copy} onRecall={onRecall} />,
    },
  ]
  return (
    <Table<PublicationCopy>
      aria-label={say('publications.stores')}
      rowKey={(copy) => copy.node.id}
      size="middle"
      pagination={false}
      columns={columns}
      dataSource={publication.copies}
      scroll={{ x: 640 }}
    />
  )
}

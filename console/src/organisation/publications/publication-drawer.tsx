import { useQuery } from '@tanstack/react-query'
import { Alert, App, Button, Flex } from 'antd'
import { get, post } from '../../api/client'
import type { PublicationWhole, PublishableKind } from '../../api/types'
import { Detail, Pairs } from '../../platform/detail'
import { useFormats } from '../../platform/format'
import { useSay } from '../../platform/language'
import { Publish, useKinds } from '../../platform/publish'
import { useMay } from '../../platform/session/session'
import { Loaded } from '../../platform/states'
import { useChange } from '../../platform/toast'
import { Copies } from './copies'

const STALE = [['/publications'], ['/welcome-rules'], ['/tags']]

/** Take copies out of use, after saying whose and what becomes of them. */
function useRecall(publication: PublicationWhole, end: string) {
  const say = useSay()
  const { modal } = App.useApp()
  const recalling = useChange({
    run: (node_ids: string[]) => post(`/publications/${publication.id}/recall`, { node_ids }),
    stale: STALE,
    done: say('publication.recallDone'),
  })
  return (node_ids: string[], count: number) =>
    modal.confirm({
      title: say('publication.recallTitle', { name: publication.name, count }),
      content: `${end} ${say('publication.recallUndo')}`,
      okText: say('publication.recallOne'),
      okButtonProps: { danger: true },
      cancelText: say('do.cancel'),
      onOk: () => recalling.mutate(node_ids),
    })
}

function Facts({ publication, kind }: { publication: PublicationWhole; kind?: PublishableKind }) {
  const say = useSay()
  const format = useFormats()
  const titled = (name: string) => kind?.parts.find((part) => part.name === name)?.title ?? name
  const opened = publication.open_parts.map(titled).join(', ')
  return (
    <Pairs
      rows={[
        [say('publications.what'), publication.kind_title],
        [say('publications.version'), publication.version],
        [say('publications.at'), format.instant(publication.published_at)],
        [say('publications.open'), opened || say('publications.openNone')],
        [
          say('publications.when'),
          publication.accept_by
            ? say('publications.acceptBy', { day: publication.accept_by })
            : say('publications.atOnce'),
        ],
        [say('publications.end'), kind?.end],
      ]}
    />
  )
}

function Whole({ publication }: { publication: PublicationWhole }) {
  const say = useSay()
  const writes = useMay()('publications.write')
  const kind = useKinds().data?.items.find((one) => one.name === publication.kind)
  const recall = useRecall(publication, kind?.end ?? '')
  const standing = publication.stores - publication.recalled
  const { subject } = publication
  return (
    <div className="stack">
      {subject && subject !== 'kept' && (
        <Alert
          showIcon
          type={subject === 'changed' ? 'warning' : 'info'}
          title={say(
            subject === 'changed' ? 'publications.subjectChanged' : 'publications.subjectGone',
          )}
        />
      )}
      <Facts publication={publication} kind={kind} />
      {writes && (
        <Flex gap={8} wrap>
          {subject !== 'gone' && (
            <Publish
              again
              words={say('publish.again')}
              what={{
                kind: publication.kind,
                subject: publication.subject_id,
                open: publication.open_parts,
              }}
            />
          )}
          <Button danger disabled={standing === 0} onClick={() => recall([], standing)}>
            {say('publication.recallAll')}
          </Button>
        </Flex>
      )}
      <Copies
        publication={publication}
        kind={kind}
        onRecall={writes ? (node) => recall([node], 1) : undefined}
      />
    </div>
  )
}

export function PublicationDrawer({ id, onClose }: { id: string; onClose: () => void }) {
  const say = useSay()
  const found = useQuery({
    queryKey: ['/publications', id],
    queryFn: () => get<PublicationWhole>(`/publications/${id}`),
  })
  return (
    <Detail open size={960} onClose={onClose} title={found.data?.name ?? say('publications.title')}>
      <Loaded query={found}>{(publication) => <Whole publication={publication} />}</Loaded>
    </Detail>
  )
}

/** The library of tags, group by group. */

import { useQuery } from '@tanstack/react-query'
import { Button, Flex } from 'antd'
import { useState } from 'react'
import { Link } from 'react-router'
import { get, post, put } from '../../api/client'
import type { Library } from '../../api/types'
import { useFormats } from '../../platform/format'
import { useSay } from '../../platform/language'
import { Page } from '../../platform/page'
import { useMay } from '../../platform/session/session'
import { Loaded, Note } from '../../platform/states'
import { useChange } from '../../platform/toast'
import { GroupBlock, swapped } from './group-block'
import { NameDialog } from './name-dialog'
import '../customers.css'

function Groups({ library, onNew }: { library: Library; onNew: () => void }) {
  const say = useSay()
  const format = useFormats()
  const writes = useMay()('tags.write')
  const ids = library.items.map((group) => group.id)
  const placing = useChange({
    run: (tag_group_ids: string[]) => put('/tag-groups/order', { tag_group_ids }),
    stale: [['/tag-library'], ['/tags']],
  })
  if (ids.length === 0) {
    return (
      <Note
        shape="empty"
        title={say('tags.empty')}
        text={say('tags.emptyText')}
        action={writes && <Button onClick={onNew}>{say('tags.newGroup')}</Button>}
      />
    )
  }
  const count = library.items.reduce((sum, group) => sum + group.tags.length, 0)
  return (
    <>
      <p className="quiet figure">
        {say('tags.room', { count: format.number(count), most: format.number(library.most) })}
      </p>
      {library.items.map((group, place) => (
        <GroupBlock
          key={group.id}
          group={group}
          first={place === 0}
          last={place === ids.length - 1}
          onMove={(step) => placing.mutate(swapped(ids, place, step))}
        />
      ))}
    </>
  )
}

export default function TagsPage() {
  const say = useSay()
  const may = useMay()
  const [naming, name] = useState(false)
  const query = useQuery({
    queryKey: ['/tag-library'],
    queryFn: () => get<Library>('/tag-library'),
    refetchInterval: 4_000,
  })
  return (
    <Page
      title={say('tags.title')}
      purpose={say('tags.purpose')}
      action={
        <Flex gap={8}>
          {may('customers.tag_many') && (
            <Link to="/tag-batches">
              <Button>{say('tags.bulk')}</Button>
            </Link>
          )}
          {may('tags.write') && (
            <Button type="primary" onClick={() => name(true)}>
              {say('tags.newGroup')}
            </Button>
          )}
        </Flex>
      }
    >
      <Loaded query={query} rows={8}>
        {(library) => <Groups library={library} onNew={() => name(true)} />}
      </Loaded>
      {naming && (
        <NameDialog
          title={say('tags.newGroup')}
          run={(to) => post('/tag-groups', { name: to })}
          onClose={() => name(false)}
        />
      )}
    </Page>
  )
}

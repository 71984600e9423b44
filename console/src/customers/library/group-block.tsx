/** One group of tags: how many have each, where it is used, and what can be done. */

import { MoreOutlined } from '@ant-design/icons'
import { App, Button, Dropdown, Flex } from 'antd'
import { useState } from 'react'
import { Link } from 'react-router'
import { patch, post, put, remove } from '../../api/client'
import type { LibraryGroup, LibraryTag } from '../../api/types'
import { useFormats } from '../../platform/format'
import { useSay } from '../../platform/language'
import { Order } from '../../platform/order'
import { Section } from '../../platform/page'
import { useMay } from '../../platform/session/session'
import { Status, type Tone } from '../../platform/status'
import { useChange } from '../../platform/toast'
import { NameDialog } from './name-dialog'

const TONE: Record<LibraryTag['state'], Tone> = {
  told: 'good',
  waiting: 'busy',
  refused: 'bad',
  here: 'off',
}
const STALE = [['/tag-library'], ['/tags'], ['/customers']]

/** `ids` with the one at `place` moved by a step. */
export function swapped(ids: string[], place: number, step: 1 | -1): string[] {
  const next = [...ids]
  const [one] = next.splice(place, 1)
  if (one !== undefined) next.splice(place + step, 0, one)
  return next
}

export function InWecom({ row }: { row: LibraryTag | LibraryGroup }) {
  const say = useSay()
  return (
    <span title={row.refusal ?? undefined}>
      <Status tone={TONE[row.state]}>{row.refusal ?? say(`tags.${row.state}`)}</Status>
    </span>
  )
}

interface RowProps {
  tag: LibraryTag
  onMove: (step: 1 | -1) => void
  first: boolean
  last: boolean
}

function TagRow({ tag, onMove, first, last }: RowProps) {
  const say = useSay()
  const format = useFormats()
  const writes = useMay()('tags.write')
  const { modal } = App.useApp()
  const [naming, name] = useState(false)
  const deleting = useChange({ run: () => remove(`/tags/${tag.id}`), stale: STALE })
  const uses = tag.used.map((one) => say('tags.used', { by: one.by, names: one.names.join(', ') }))
  const sure = () =>
    modal.confirm({
      title: say('tags.deleteTitle', { name: tag.name }),
      content: (
        <>
          <p>{say('tags.deleteText', { count: tag.customers })}</p>
          {tag.used.map((one) => (
            <p key={one.by}>
              {say('tags.deleteUsed', { by: one.by, names: one.names.join(', ') })}
            </p>
          ))}
        </>
      ),
      okText: say('tags.delete'),
      okButtonProps: { danger: true },
      cancelText: say('do.cancel'),
      onOk: () => deleting.mutate(),
    })
  return (
    <li>
      <span className="who">
        <strong>{tag.name}</strong>
        <span className="quiet">{uses.join(' · ') || say('tags.unused')}</span>
      </span>
      <Flex align="center" gap={8} wrap justify="flex-end">
        <InWecom row={tag} />
        <Link to={`/customers?any_tag_ids=${tag.id}`} className="figure nowrap">
          {say('tags.people', { count: tag.customers }).replace(
            String(tag.customers),
            format.number(tag.customers),
          )}
        </Link>
        {writes && (
          <Flex>
            <Order
              first={first}
              last={last}
              up={`${say('tags.up')}: ${tag.name}`}
              down={`${say('tags.down')}: ${tag.name}`}
              onMove={onMove}
            />
            <Button type="text" onClick={() => name(true)}>
              {say('tags.rename')}
            </Button>
            <Button type="text" danger onClick={sure} loading={deleting.isPending}>
              {say('tags.delete')}
            </Button>
          </Flex>
        )}
      </Flex>
      {naming && (
        <NameDialog
          title={say('tags.rename')}
          name={tag.name}
          run={(to) => patch(`/tags/${tag.id}`, { name: to })}
          onClose={() => name(false)}
        />
      )}
    </li>
  )
}

interface GroupProps {
  group: LibraryGroup
  onMove: (step: 1 | -1) => void
  first: boolean
  last: boolean
}

export function GroupBlock({ group, onMove, first, last }: GroupProps) {
  const say = useSay()
  const writes = useMay()('tags.write')
  const { modal } = App.useApp()
  const [dialog, show] = useState<'rename' | 'new'>()
  const path = `/tag-groups/${group.id}`
  const ids = group.tags.map((tag) => tag.id)
  const placing = useChange({
    run: (tag_ids: string[]) => put(`${path}/order`, { tag_ids }),
    stale: STALE,
  })
  const deleting = useChange({ run: () => remove(path), stale: STALE })
  const count = group.tags.reduce((sum, tag) => sum + tag.customers, 0)
  const sure = () =>
    modal.confirm({
      title: say('tags.deleteGroupTitle', { name: group.name }),
      content: say('tags.deleteGroupText', { tags: group.tags.length, count }),
      okText: say('tags.delete'),
      okButtonProps: { danger: true },
      cancelText: say('do.cancel'),
      onOk: () => deleting.mutate(),
    })
  const items = [
    { key: 'rename', label: say('tags.rename'), onClick: () => show('rename') },
    { key: 'up', label: say('tags.up'), disabled: first, onClick: () => onMove(-1) },
    { key: 'down', label: say('tags.down'), disabled: last, onClick: () => onMove(1) },
    { key: 'delete', label: say('tags.delete'), danger: true, onClick: sure },
  ]
  return (
    <Section
      title={group.name}
      note={group.tags.length === 0 ? say('tags.noTags') : undefined}
      action={
        <Flex gap={8} align="center">
          {group.state !== 'told' && group.tags.length > 0 && <InWecom row={group} />}
          {writes && (
            <>
              <Button onClick={() => show('new')}>{say('tags.newTag')}</Button>
              <Dropdown menu={{ items }} trigger={['click']}>
                <Button
                  icon={<MoreOutlined />}
                  aria-label={`${say('tags.group')}: ${group.name}`}
                />
              </Dropdown>
            </>
          )}
        </Flex>
      }
    >
      <ul className="rows">
        {group.tags.map((tag, place) => (
          <TagRow
            key={tag.id}
            tag={tag}
            first={place === 0}
            last={place === ids.length - 1}
            onMove={(step) => placing.mutate(swapped(ids, place, step))}
          />
        ))}
      </ul>
      {dialog === 'new' && (
        <NameDialog
          title={say('tags.newTag')}
          run={(name) => post('/tags', { tag_group_id: group.id, name })}
          onClose={() => show(undefined)}
        />
      )}
      {dialog === 'rename' && (
        <NameDialog
          title={say('tags.rename')}
          name={group.name}
          run={(name) => patch(path, { name })}
          onClose={() => show(undefined)}
        />
      )}
    </Section>
  )
}

/** What can be done with those selected: tags put on or taken off, as one job that is watched. */

import { useQuery } from '@tanstack/react-query'
import { Button, DatePicker, Flex, Modal, Progress } from 'antd'
import type { Dayjs } from 'dayjs'
import { useState } from 'react'
import { Link } from 'react-router'
import { get, post } from '../../api/client'
import type { Count, TagBatch } from '../../api/types'
import { useFormats } from '../../platform/format'
import { useSay } from '../../platform/language'
import { TagPicker } from '../../platform/pickers'
import { useMay } from '../../platform/session/session'
import { useChange } from '../../platform/toast'
import { useWallTime } from '../../platform/wall-time'
import { ENDED, useBatch } from '../batches/use-batch'
import type { Filters } from './filters'

export interface Selection {
  ids: string[]
  everyone: boolean
}
type Act = 'tag' | 'untag'
interface ActProps {
  act: Act
  selection: Selection
  filters: Filters
  onClose: () => void
  onStart: (batch: TagBatch) => void
}

function ActDialog({ act, selection, filters, onClose, onStart }: ActProps) {
  const say = useSay()
  const format = useFormats()
  const [tags, choose] = useState<string[]>([])
  const [until, end] = useState<Dayjs | null>(null)
  const { instant } = useWallTime()
  const { ids, everyone } = selection
  const exact = useQuery({
    queryKey: ['/customers', 'count', 'exactly', filters],
    queryFn: () => get<Count>('/customers/count', { ...filters, exactly: true }),
    enabled: everyone,
    staleTime: 0,
  })
  const count = everyone ? exact.data?.count : ids.length
  const starting = useChange({
    run: () =>
      post<TagBatch>('/tag-batches', {
        act,
        tag_ids: tags,
        filters: everyone ? filters : {},
        customer_ids: everyone ? null : ids,
        until: until && instant(until),
      }),
    stale: [['/tag-batches']],
    after: (batch) => onStart(batch as TagBatch),
  })
  const happens = say(act === 'tag' ? 'bulk.gets' : 'bulk.loses', { count: count ?? 0 })
  return (
    <Modal
      open
      title={say(`bulk.${act}Title`)}
      okText={say('bulk.start')}
      cancelText={say('do.cancel')}
      okButtonProps={{
        danger: act === 'untag',
        disabled: !tags.length || !count,
        loading: starting.isPending,
      }}
      onOk={() => starting.mutate()}
      onCancel={onClose}
    >
      <div className="stack-16">
        <div className="label">
          <span>{say('bulk.tags')}</span>
          <TagPicker value={tags} onChange={choose} />
        </div>
        {act === 'tag' && (
          <div className="label">
            <span>{say('tags.endsOn')}</span>
            <DatePicker showTime value={until} onChange={end} />
          </div>
        )}
        <p>
          <strong className="figure">
            {count === undefined
              ? say('count.counting')
              : happens.replace(String(count), format.number(count))}
          </strong>
          <br />
          <span className="quiet">{say('bulk.undoable')}</span>
        </p>
      </div>
    </Modal>
  )
}

function Watched({ id, onClose }: { id: string; onClose: () => void }) {
  const say = useSay()
  const format = useFormats()
  const { data } = useBatch(id)
  if (!data) return null
  const values = { done: format.number(data.done), total: format.number(data.total) }
  const ended = ENDED.includes(data.state)
  return (
    <Flex className="bulk-bar" align="center" gap={16} role="status">
      <Progress
        percent={Math.floor((data.done / Math.max(data.total, 1)) * 100)}
        style={{ width: 200 }}
        aria-label={data.act_words}
      />
      <span className="figure">{say(ended ? 'bulk.ended' : 'bulk.running', values)}</span>
      <Link to={`/tag-batches/${id}`}>{say('bulk.details')}</Link>
      <Button type="text" onClick={onClose}>
        {say('do.close')}
      </Button>
    </Flex>
  )
}

interface BarProps {
  selection: Selection
  onSelect: (selection: Selection) => void
  filters: Filters
}

export function BulkBar({ selection, onSelect, filters }: BarProps) {
  const say = useSay()
  const may = useMay()
  const [act, setAct] = useState<Act>()
  const [running, run] = useState<string>()
  const none = { ids: [], everyone: false }
  const { ids, everyone } = selection
  if (running) return <Watched id={running} onClose={() => run(undefined)} />
  if (!may('customers.tag_many') || (!ids.length && !everyone)) return null
  return (
    <Flex className="bulk-bar" align="center" gap={8} wrap role="toolbar">
      <strong className="figure">
        {everyone ? say('bulk.all') : say('bulk.selected', { count: ids.length })}
      </strong>
      {!everyone && (
        <Button type="link" onClick={() => onSelect({ ids, everyone: true })}>
          {say('bulk.everyone')}
        </Button>
      )}
      <Button type="primary" onClick={() => setAct('tag')}>
        {say('bulk.tag')}
      </Button>
      <Button onClick={() => setAct('untag')}>{say('bulk.untag')}</Button>
      <Button type="text" onClick={() => onSelect(none)}>
        {say('bulk.clear')}
      </Button>
      {act && (
        <ActDialog
          act={act}
          selection={selection}
          filters={filters}
          onClose={() => setAct(undefined)}
          onStart={(batch) => {
            setAct(undefined)
            onSelect(none)
            run(batch.id)
          }}
        />
      )}
    </Flex>
  )
}

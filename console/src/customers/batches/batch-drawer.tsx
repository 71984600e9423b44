/** One batch: how far it is, what became of whom, the way back. */

import { App, Button, Flex, Progress, Select, type TableColumnsType } from 'antd'
import { address, post } from '../../api/client'
import type { TagBatch, TagBatchRow } from '../../api/types'
import { Detail } from '../../platform/detail'
import { useFormats } from '../../platform/format'
import { type Key, useSay } from '../../platform/language'
import { ListTable, useList } from '../../platform/list'
import { Loaded, Note } from '../../platform/states'
import { useChange } from '../../platform/toast'
import { useFilter, useGo } from '../../platform/url'
import { ENDED, useBatch } from './use-batch'

function Acts({ batch }: { batch: TagBatch }) {
  const say = useSay()
  const go = useGo()
  const format = useFormats()
  const { modal } = App.useApp()
  const stale = [['/tag-batches'], ['/customers']]
  const path = `/tag-batches/${batch.id}`
  const stopping = useChange({ run: () => post(`${path}/cancel`), stale })
  const undoing = useChange({
    run: () => post<TagBatch>(`${path}/undo`),
    stale,
    after: (undo) => go(`/tag-batches/${(undo as TagBatch).id}`),
  })
  const changed = (batch.counts.tagged ?? 0) + (batch.counts.untagged ?? 0)
  const sure = (what: 'cancel' | 'undo', content: string, act: () => void) =>
    modal.confirm({
      title: say(`batches.${what}Title`),
      content,
      okText: say(`batches.${what}`),
      cancelText: say('do.close'),
      onOk: act,
    })
  const ended = ENDED.includes(batch.state)
  const done = format.number(batch.done)
  return (
    <Flex gap={8}>
      {!ended && (
        <Button
          onClick={() =>
            sure('cancel', say('batches.cancelText', { done }), () => stopping.mutate())
          }
        >
          {say('batches.cancel')}
        </Button>
      )}
      {ended && batch.act !== 'undo' && !batch.undone_by && changed > 0 && (
        <Button
          onClick={() =>
            sure('undo', say('batches.undoText', { count: changed }), () => undoing.mutate())
          }
        >
          {say('batches.undo')}
        </Button>
      )}
      <Button href={address(`${path}/rows.csv`)}>{say('batches.download')}</Button>
    </Flex>
  )
}

function useColumns(): TableColumnsType<TagBatchRow> {
  const say = useSay()
  return [
    { title: say('batches.customer'), render: (_, row) => row.customer.name },
    { title: say('batches.result'), dataIndex: 'result_words' },
    { title: say('batches.wecom'), dataIndex: 'wecom_words' },
  ]
}

function Rows({ batch }: { batch: TagBatch }) {
  const say = useSay()
  const format = useFormats()
  const go = useGo()
  const [result, setResult] = useFilter('result')
  const path = `/tag-batches/${batch.id}/rows`
  const list = useList<TagBatchRow>(path, { result }, ENDED.includes(batch.state) ? 10_000 : 2_000)
  const counts = Object.entries({ ...batch.counts, ...batch.wecom })
  return (
    <>
      <Select
        allowClear
        value={result || undefined}
        onChange={setResult}
        placeholder={say('batches.anyResult')}
        style={{ width: 320 }}
        options={counts.map(([name, count]) => ({
          value: name,
          label: `${say(`result.${name}` as Key)} (${format.number(count)})`,
        }))}
      />
      <ListTable
        label={say('batches.result')}
        list={list}
        columns={useColumns()}
        width={480}
        onOpen={(row) => go(`/customers/${row.customer.id}`)}
        empty={<Note shape="empty" title={say('batches.nobody')} />}
      />
    </>
  )
}

function One({ batch }: { batch: TagBatch }) {
  const say = useSay()
  const format = useFormats()
  const values = { done: format.number(batch.done), total: format.number(batch.total) }
  const ended = ENDED.includes(batch.state)
  return (
    <div className="stack-16">
      <h2>
        {batch.act_words}: {batch.tags.map((tag) => tag.name).join(' · ')}
      </h2>
      <Progress
        status={batch.state === 'cancelled' ? 'exception' : undefined}
        percent={Math.floor((batch.done / Math.max(batch.total, 1)) * 100)}
      />
      <span className="figure">
        {say(ended ? 'bulk.ended' : 'bulk.running', values)}
        {batch.until && ` · ${say('tags.until', { at: format.instant(batch.until) })}`}
        {batch.undone_by && ` · ${say('batches.undone')}`}
        {batch.undoes_id && ` · ${say('batches.undoes')}`}
      </span>
      <Acts batch={batch} />
      <Rows batch={batch} />
    </div>
  )
}

function Asked({ id }: { id: string }) {
  return (
    <Loaded query={useBatch(id)} rows={8}>
      {(batch) => <One batch={batch} />}
    </Loaded>
  )
}

export function BatchDrawer({ id, onClose }: { id?: string; onClose: () => void }) {
  const say = useSay()
  return (
    <Detail open={Boolean(id)} onClose={onClose} title={say('batches.title')}>
      {id && <Asked key={id} id={id} />}
    </Detail>
  )
}

/** Bulk tagging: every batch, and one with its results in a drawer. */

import { Button, type TableColumnsType } from 'antd'
import { Link, useParams } from 'react-router'
import type { BatchState, TagBatch } from '../../api/types'
import { useFormats } from '../../platform/format'
import { useSay } from '../../platform/language'
import { FIGURE, ListTable, useList } from '../../platform/list'
import { Page, Section } from '../../platform/page'
import { Note } from '../../platform/states'
import { Status, type Tone } from '../../platform/status'
import { useGo } from '../../platform/url'
import { BatchDrawer } from './batch-drawer'
import '../customers.css'

const TONE: Record<BatchState, Tone> = {
  waiting: 'off',
  running: 'busy',
  done: 'good',
  cancelled: 'warn',
}

function useColumns(): TableColumnsType<TagBatch> {
  const say = useSay()
  const format = useFormats()
  return [
    {
      title: say('batches.what'),
      render: (_, one) => `${one.act_words}: ${one.tags.map((tag) => tag.name).join(' · ')}`,
    },
    {
      title: say('batches.state'),
      render: (_, one) => <Status tone={TONE[one.state]}>{say(`batches.${one.state}`)}</Status>,
    },
    {
      ...FIGURE,
      title: say('batches.people'),
      render: (_, one) => `${format.number(one.done)} / ${format.number(one.total)}`,
    },
    {
      align: 'right',
      className: 'figure nowrap',
      title: say('batches.when'),
      render: (_, one) => format.instant(one.created_at),
    },
  ]
}

export default function BatchesPage() {
  const say = useSay()
  const go = useGo()
  const { id } = useParams()
  const list = useList<TagBatch>('/tag-batches', {}, 2_000)
  const open = (
    <Link to="/customers">
      <Button type="primary">{say('batches.toCustomers')}</Button>
    </Link>
  )
  return (
    <Page title={say('batches.title')} purpose={say('batches.purpose')} action={open}>
      <Section flush>
        <ListTable
          label={say('batches.title')}
          list={list}
          columns={useColumns()}
          current={id}
          onOpen={(one) => go(`/tag-batches/${one.id}`)}
          empty={
            <Note
              shape="empty"
              title={say('batches.empty')}
              text={say('batches.emptyText')}
              action={open}
            />
          }
        />
      </Section>
      <BatchDrawer id={id} onClose={() => go('/tag-batches')} />
    </Page>
  )
}

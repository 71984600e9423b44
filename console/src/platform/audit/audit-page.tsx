/** The audit trail: who changed what, and what it was before. */

import { Input, Table, type TableColumnsType } from 'antd'
import { useParams } from 'react-router'
import type { AuditEntry } from '../../api/types'
import { Detail, Pairs } from '../detail'
import { useFormats } from '../format'
import { useSay } from '../language'
import { ListTable, useList } from '../list'
import { Page, Section } from '../page'
import { Note } from '../states'
import { useFilter, useGo } from '../url'
import { differences } from './differences'

function useColumns(): TableColumnsType<AuditEntry> {
  const say = useSay()
  const format = useFormats()
  return [
    {
      title: say('audit.at'),
      className: 'figure nowrap',
      width: 176,
      render: (_, entry) => format.instant(entry.at),
    },
    { title: say('audit.actor'), dataIndex: 'actor_words' },
    { title: say('audit.what'), dataIndex: 'what_words' },
    { title: say('audit.subject'), dataIndex: 'subject_words' },
  ]
}

function Values({ entry }: { entry: AuditEntry }) {
  const say = useSay()
  const rows = differences(entry.before, entry.after)
  if (rows.length === 0) return <p className="quiet">{say('audit.noFields')}</p>
  return (
    <Table
      size="small"
      rowKey="field"
      pagination={false}
      dataSource={rows}
      scroll={{ x: 440 }}
      columns={[
        { title: say('audit.field'), dataIndex: 'field' },
        { title: say('audit.before'), dataIndex: 'before', className: 'code' },
        { title: say('audit.after'), dataIndex: 'after', className: 'code' },
      ]}
    />
  )
}

function One({ entry, onClose }: { entry: AuditEntry; onClose: () => void }) {
  const say = useSay()
  const format = useFormats()
  return (
    <Detail open size={640} onClose={onClose} title={entry.what_words}>
      <div className="stack">
        <Pairs
          rows={[
            [say('audit.at'), format.instant(entry.at)],
            [say('audit.actor'), entry.actor_words],
            [say('audit.subject'), entry.subject_words],
          ]}
        />
        <Values entry={entry} />
      </div>
    </Detail>
  )
}

export default function AuditPage() {
  const say = useSay()
  const go = useGo()
  const { id } = useParams()
  const [q, setQ] = useFilter('q')
  const list = useList<AuditEntry>('/audit', { q })
  const entry = list.rows?.find((one) => one.id === id)
  return (
    <Page title={say('audit.title')} purpose={say('audit.purpose')}>
      <div className="filters">
        <Input.Search
          key={q}
          allowClear
          defaultValue={q}
          onSearch={setQ}
          placeholder={say('audit.search')}
          style={{ width: 240 }}
        />
      </div>
      <Section flush>
        <ListTable
          label={say('audit.title')}
          list={list}
          columns={useColumns()}
          current={id}
          onOpen={(row) => go(`/audit/${row.id}`)}
          empty={
            q ? (
              <Note shape="empty" title={say('state.nothing')} text={say('state.nothingText')} />
            ) : (
              <Note shape="empty" title={say('audit.empty')} text={say('audit.emptyText')} />
            )
          }
        />
      </Section>
      {entry && <One entry={entry} onClose={() => go('/audit')} />}
    </Page>
  )
}

/** The log of exports, and one's own files while they last. */

import { Button, Progress, type TableColumnsType } from 'antd'
import { address } from '../../api/client'
import type { ExportRun, ExportState } from '../../api/types'
import { useFormats } from '../format'
import { useSay } from '../language'
import { FIGURE, ListTable, useList } from '../list'
import { Page, Section } from '../page'
import { useMay } from '../session/session'
import { Note } from '../states'
import { Status, type Tone } from '../status'

const TONE: Record<ExportState, Tone> = {
  writing: 'busy',
  ready: 'good',
  failed: 'bad',
  gone: 'off',
}

function State({ run }: { run: ExportRun }) {
  const written = run.total_rows ? Math.floor((run.rows / run.total_rows) * 100) : 0
  return (
    <>
      <Status tone={TONE[run.state]}>{run.state_words}</Status>
      {run.state === 'writing' && <Progress size="small" percent={written} />}
      {run.problem && <div className="quiet">{run.problem}</div>}
    </>
  )
}

function Fetch({ run }: { run: ExportRun }) {
  const say = useSay()
  const format = useFormats()
  if (run.state !== 'ready' || !run.mine) return null
  return (
    <>
      <Button href={address(`/exports/${run.id}/file`)} download>
        {say('exports.fetch')}
      </Button>
      <div className="quiet nowrap">
        {say('exports.deleted', { at: format.instant(run.deleted_after) })}
      </div>
    </>
  )
}

function useColumns(): TableColumnsType<ExportRun> {
  const say = useSay()
  const format = useFormats()
  const may = useMay()
  const filters = (run: ExportRun) =>
    Object.entries(run.filter)
      .filter(([, value]) => value)
      .map(([name, value]) => `${name}: ${value}`)
      .join(' · ')
  return [
    {
      title: say('exports.list'),
      render: (_, run) => (
        <>
          {run.export_title} · {run.format.toUpperCase()}
          <br />
          <span className="quiet">
            {say('exports.allColumns', { count: run.columns.length })}:{' '}
            {run.column_titles.join(', ')}
          </span>
        </>
      ),
    },
    {
      title: say('exports.filter'),
      render: (_, run) => filters(run) || <span className="quiet">{say('exports.noFilter')}</span>,
    },
    { title: say('exports.state'), width: 136, render: (_, run) => <State run={run} /> },
    { ...FIGURE, title: say('exports.rows'), render: (_, run) => format.number(run.rows) },
    { ...FIGURE, title: say('exports.fetched'), dataIndex: 'fetched' },
    { title: say('exports.who'), dataIndex: 'actor_words' },
    {
      title: say('exports.when'),
      align: 'right',
      className: 'figure nowrap',
      render: (_, run) => format.instant(run.asked_at),
    },
    {
      title: '',
      align: 'right',
      render: (_, run) => may('exports.write') && <Fetch run={run} />,
    },
  ]
}

export default function ExportsPage() {
  const say = useSay()
  const list = useList<ExportRun>('/exports', {}, 2_000)
  return (
    <Page title={say('exports.title')} purpose={say('exports.purpose')}>
      <Section flush>
        <ListTable
          label={say('exports.title')}
          list={list}
          columns={useColumns()}
          width={1040}
          empty={
            <Note shape="empty" title={say('exports.empty')} text={say('exports.emptyText')} />
          }
        />
      </Section>
    </Page>
  )
}

/** Live codes: one QR, many advisers. The list, and one code in a drawer. */

import { Button, Input, Select, type TableColumnsType } from 'antd'
import { Link, useParams } from 'react-router'
import type { CodeState, LiveCodeRow } from '../../api/types'
import { useFormats } from '../../platform/format'
import { useSay } from '../../platform/language'
import { FIGURE, ListTable, useList } from '../../platform/list'
import { OnDuty } from '../../platform/outcome'
import { Page, Section } from '../../platform/page'
import { NodePicker } from '../../platform/pickers'
import { useMay } from '../../platform/session/session'
import { Note } from '../../platform/states'
import { useFilter, useGo } from '../../platform/url'
import { CodeDrawer } from './code-drawer'
import { CodeStatus } from './code-status'
import './codes.css'

const STATES: CodeState[] = ['ready', 'publishing', 'failed', 'paused']

function Filters() {
  const say = useSay()
  const [q, setQ] = useFilter('q')
  const [node, setNode] = useFilter('node')
  const [state, setState] = useFilter('state')
  return (
    <div className="filters">
      <Input.Search
        key={q}
        allowClear
        defaultValue={q}
        onSearch={setQ}
        placeholder={say('codes.search')}
        style={{ width: 240 }}
      />
      <div style={{ width: 224 }}>
        <NodePicker value={node || null} onChange={setNode} placeholder={say('codes.anyNode')} />
      </div>
      <Select
        allowClear
        value={state || undefined}
        onChange={setState}
        placeholder={say('codes.anyState')}
        style={{ width: 160 }}
        options={STATES.map((one) => ({ value: one, label: say(`code.${one}`) }))}
      />
    </div>
  )
}

function useColumns(): TableColumnsType<LiveCodeRow> {
  const say = useSay()
  const format = useFormats()
  return [
    {
      title: say('codes.name'),
      render: (_, row) => (
        <>
          {row.name}
          <br />
          <span className="quiet">{row.node?.name ?? say('codes.everywhere')}</span>
        </>
      ),
    },
    {
      title: say('codes.state'),
      render: (_, row) => <CodeStatus state={row.state} problem={row.problem} />,
    },
    {
      title: say('codes.duty'),
      render: (_, row) => (
        <>
          <OnDuty state={row.duty.state} />
          <br />
          <span className="quiet">
            {row.duty.staff.map((one) => one.name).join(' · ')}
            {row.duty.until && ` ${say('home.until', { time: format.time(row.duty.until) })}`}
          </span>
        </>
      ),
    },
    {
      ...FIGURE,
      title: say('codes.today'),
      render: (_, row) => format.number(row.added_today),
    },
    {
      ...FIGURE,
      title: say('codes.total'),
      render: (_, row) => format.number(row.added_total),
    },
  ]
}

function NewCode() {
  const say = useSay()
  return (
    <Link to="/live-codes/new">
      <Button type="primary">{say('codes.new')}</Button>
    </Link>
  )
}

function Nothing({ filtered }: { filtered: boolean }) {
  const say = useSay()
  const may = useMay()
  if (filtered) {
    return (
      <Note
        shape="empty"
        title={say('state.nothing')}
        text={say('state.nothingText')}
        action={
          <Link to="/live-codes">
            <Button>{say('state.clear')}</Button>
          </Link>
        }
      />
    )
  }
  return (
    <Note
      shape="empty"
      title={say('codes.empty')}
      text={say('codes.emptyText')}
      action={may('live_codes.write') && <NewCode />}
    />
  )
}

export default function CodesPage() {
  const say = useSay()
  const may = useMay()
  const go = useGo()
  const { id } = useParams()
  const [q] = useFilter('q')
  const [node] = useFilter('node')
  const [state] = useFilter('state')
  const list = useList<LiveCodeRow>('/live-codes', { q, node, state }, 4_000)
  return (
    <Page
      title={say('codes.title')}
      purpose={say('codes.purpose')}
      action={may('live_codes.write') && <NewCode />}
    >
      <Filters />
      <Section flush>
        <ListTable
          label={say('codes.title')}
          list={list}
          columns={useColumns()}
          current={id}
          onOpen={(row) => go(`/live-codes/${row.id}`)}
          empty={<Nothing filtered={Boolean(q || node || state)} />}
        />
      </Section>
      <CodeDrawer id={id} onClose={() => go('/live-codes')} />
    </Page>
  )
}

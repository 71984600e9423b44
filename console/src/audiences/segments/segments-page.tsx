/** Segments: what each means, how many it holds and whether it is kept live. */

import { useQuery } from '@tanstack/react-query'
import { Button, Input, Table, type TableColumnsType } from 'antd'
import { Link, useParams } from 'react-router'
import { get } from '../../api/client'
import { useFormats } from '../../platform/format'
import { useLanguage, useSay } from '../../platform/language'
import { FIGURE } from '../../platform/list'
import { Page, Section } from '../../platform/page'
import { useMay } from '../../platform/session/session'
import { Loaded, Note } from '../../platform/states'
import { Status, type Tone } from '../../platform/status'
import { useFilter, useGo } from '../../platform/url'
import type { Segment } from '../api'
import { SEGMENTS, useCatalogue } from '../questions'
import { EMPTY, ready } from '../ready'
import { SegmentDrawer } from './segment-drawer'
import { Spark } from './spark'
import { UsedIn } from './uses'
import './segments.css'

const TONE: Record<Segment['state'], Tone> = { live: 'good', filling: 'busy', off: 'off' }

function useColumns(): TableColumnsType<Segment> {
  const say = useSay()
  const format = useFormats()
  return [
    {
      title: say('segments.name'),
      render: (_, one) => (
        <>
          {one.name}
          <br />
          <span className="quiet one-line" title={one.words_text}>
            {one.words_text}
          </span>
        </>
      ),
    },
    {
      ...FIGURE,
      title: say('segments.count'),
      width: 112,
      render: (_, one) => one.members !== null && format.number(one.members),
    },
    {
      title: say('segments.trend'),
      width: 176,
      render: (_, one) => <Spark segment={one} />,
    },
    {
      title: say('segments.state'),
      width: 120,
      render: (_, one) => <Status tone={TONE[one.state]}>{say(`segments.${one.state}`)}</Status>,
    },
    {
      title: say('segments.uses'),
      width: 200,
      render: (_, one) => <UsedIn id={one.id} />,
    },
  ]
}

function Starts() {
  const say = useSay()
  const catalogue = useCatalogue()
  return (
    <div className="starts">
      {ready(catalogue.data ?? EMPTY).map(([name]) => (
        <section key={name} className="section">
          <h2>{say(`ready.${name}`)}</h2>
          <p className="quiet">{say(`ready.${name}Text`)}</p>
          <Link to={`/segments/new?from=${name}`}>
            <Button>{say('segments.start')}</Button>
          </Link>
        </section>
      ))}
    </div>
  )
}

function None({ action }: { action: React.ReactNode }) {
  const say = useSay()
  return (
    <>
      <Note
        shape="empty"
        title={say('segments.empty')}
        text={say('segments.emptyText')}
        action={action}
      />
      {action && <Starts />}
    </>
  )
}

function Listed({ rows, current }: { rows: Segment[]; current?: string }) {
  const say = useSay()
  const go = useGo()
  return (
    <Section flush>
      <Table<Segment>
        aria-label={say('segments.title')}
        rowKey="id"
        size="middle"
        columns={useColumns()}
        dataSource={rows}
        pagination={false}
        scroll={{ x: 880 }}
        locale={{ emptyText: <Note shape="empty" title={say('state.nothing')} /> }}
        rowClassName={(one) => (one.id === current ? 'row-current' : 'row-open')}
        onRow={(one) => ({
          tabIndex: 0,
          onClick: () => go(`/segments/${one.id}`),
          onKeyDown: (event) => {
            if (event.key === 'Enter' && event.target === event.currentTarget)
              go(`/segments/${one.id}`)
          },
        })}
      />
    </Section>
  )
}

export default function SegmentsPage() {
  const say = useSay()
  const go = useGo()
  const { id } = useParams()
  const { language } = useLanguage()
  const writes = useMay()('segments.write')
  const [typed, type] = useFilter('q')
  const query = useQuery({
    queryKey: [SEGMENTS, 'list', language],
    queryFn: () => get<{ items: Segment[] }>(SEGMENTS).then((found) => found.items),
    refetchInterval: 8_000,
  })
  const anew = writes && (
    <Link to="/segments/new">
      <Button type="primary">{say('segments.new')}</Button>
    </Link>
  )
  const fits = ({ name, words_text }: Segment) =>
    `${name} ${words_text}`.toLowerCase().includes(typed.toLowerCase())
  return (
    <Page title={say('segments.title')} purpose={say('segments.purpose')} action={anew}>
      <Loaded query={query} rows={6}>
        {(rows) =>
          rows.length === 0 ? (
            <None action={anew} />
          ) : (
            <>
              <div className="filters">
                <Input.Search
                  allowClear
                  defaultValue={typed}
                  onChange={(event) => type(event.target.value)}
                  placeholder={say('segments.search')}
                  style={{ width: 280 }}
                />
              </div>
              <Listed rows={rows.filter(fits)} current={id} />
            </>
          )
        }
      </Loaded>
      <SegmentDrawer id={id} onClose={() => go('/segments')} />
    </Page>
  )
}

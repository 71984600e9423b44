/** SQL: one SELECT over the brand's events and people, within limits. */

import { useMutation } from '@tanstack/react-query'
import { Button, Input, Table } from 'antd'
import { useState } from 'react'
import { ApiError, post } from '../../api/client'
import { useFormats } from '../../platform/format'
import { useSay } from '../../platform/language'
import { FIGURE } from '../../platform/list'
import { Page, Section } from '../../platform/page'
import { useMay } from '../../platform/session/session'
import { Note, Trouble } from '../../platform/states'
import { useFilter } from '../../platform/url'
import type { Found } from '../asking/wire'
import './sql.css'

const BEGIN = `SELECT name, count() AS events, uniq(person) AS people
FROM events
WHERE day >= today() - 29
GROUP BY name
ORDER BY events DESC`
const PAGE_ROWS = 50

type Line = { key: number; cells: Found['rows'][number] }

function Answer({ found }: { found: Found }) {
  const say = useSay()
  const format = useFormats()
  const rows = found.rows.map((cells, key) => ({ key, cells }))
  const isNumber = (at: number) => rows.every(({ cells }) => typeof (cells[at] ?? 0) === 'number')
  if (rows.length === 0) return <Note shape="empty" title={say('sql.nothing')} />
  return (
    <Section
      title={say(found.cut ? 'sql.foundCut' : 'sql.found', { count: format.number(rows.length) })}
      flush
    >
      <Table<Line>
        aria-label={say('sql.answer')}
        size="middle"
        dataSource={rows}
        scroll={{ x: 'max-content' }}
        pagination={rows.length > PAGE_ROWS && { pageSize: PAGE_ROWS, showSizeChanger: false }}
        columns={found.columns.map((title, at) => ({
          ...(isNumber(at) ? FIGURE : {}),
          key: title,
          title,
          render: (_: unknown, { cells }: Line) => {
            const cell = cells[at]
            if (cell === null || cell === undefined) return <span className="quiet">NULL</span>
            return typeof cell === 'number' ? format.number(cell) : String(cell)
          },
        }))}
      />
    </Section>
  )
}

function Refusal({ error }: { error: Error }) {
  const say = useSay()
  if (error instanceof ApiError && error.status === 422)
    return <Note shape="error" title={say('sql.refused')} text={error.message} />
  return <Trouble error={error} />
}

export default function SqlPage() {
  const say = useSay()
  const may = useMay()('insight.sql')
  const [kept, keep] = useFilter('q')
  const [sql, write] = useState(kept || BEGIN)
  const running = useMutation({
    mutationFn: (text: string) => post<Found>('/insight/sql', { sql: text }),
  })
  const run = () => {
    keep(sql)
    running.mutate(sql)
  }
  const { data, error, isPending } = running
  return (
    <Page
      title={say('sql.title')}
      purpose={say('sql.purpose')}
      action={
        may && (
          <Button type="primary" loading={isPending} disabled={!sql.trim()} onClick={run}>
            {say('sql.run')}
          </Button>
        )
      }
    >
      {may ? (
        <div className="stack">
          <Section title={say('sql.statement')} note={say('sql.limits')}>
            <Input.TextArea
              className="sql-editor"
              aria-label={say('sql.statement')}
              autoSize={{ minRows: 6, maxRows: 16 }}
              maxLength={20_000}
              spellCheck={false}
              value={sql}
              onChange={(event) => write(event.target.value)}
              onKeyDown={(event) => {
                if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) run()
              }}
            />
          </Section>
          {error && <Refusal error={error} />}
          {!error && data && <Answer found={data} />}
        </div>
      ) : (
        <Note shape="refused" title={say('state.refused')} />
      )}
    </Page>
  )
}

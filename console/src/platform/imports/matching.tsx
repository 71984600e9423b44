import { Select, Table } from 'antd'
import { put } from '../../api/client'
import type { Import } from '../../api/types'
import { useSay } from '../language'
import { Section } from '../page'
import { useChange } from '../toast'

const ENCODINGS = [
  { value: 'utf-8', label: 'UTF-8' },
  { value: 'gb18030', label: 'GBK / GB18030' },
  { value: 'utf-16', label: 'UTF-16' },
]
const SHOWN = 3

function Reading({ found }: { found: Import }) {
  const say = useSay()
  const changing = useChange({
    run: (asked: { encoding: string; delimiter: string }) =>
      put<Import>(`/imports/${found.id}/reading`, asked),
    stale: [['/imports']],
  })
  const encoding = found.encoding.startsWith('utf-8')
    ? 'utf-8'
    : found.encoding.replace(/^utf-16.*/, 'utf-16')
  const now = { encoding: found.encoding, delimiter: found.delimiter }
  return (
    <div className="inline">
      {/* biome-ignore lint/a11y/noLabelWithoutControl: the control is inside */}
      <label>
        {say('imports.encoding')}
        <Select
          value={encoding}
          style={{ width: 168 }}
          options={ENCODINGS}
          onChange={(value) => changing.mutate({ ...now, encoding: value })}
        />
      </label>
      {/* biome-ignore lint/a11y/noLabelWithoutControl: the control is inside */}
      <label>
        {say('imports.delimiter')}
        <Select
          value={found.delimiter}
          style={{ width: 128 }}
          options={[
            { value: ',', label: say('imports.comma') },
            { value: ';', label: say('imports.semicolon') },
            { value: '\t', label: say('imports.tab') },
          ]}
          onChange={(delimiter) => changing.mutate({ ...now, delimiter })}
        />
      </label>
    </div>
  )
}

/** Which column of the file each field is read from, with the first values beside it. */
export function Matching({ found }: { found: Import }) {
  const say = useSay()
  const columns = found.columns as Record<string, number>
  const matching = useChange({
    run: (asked: Record<string, number>) =>
      put<Import>(`/imports/${found.id}/columns`, { columns: asked }),
    stale: [['/imports']],
  })
  const choose = (field: string, column: number | undefined) => {
    const { [field]: _, ...others } = columns
    matching.mutate(column === undefined ? others : { ...others, [field]: column })
  }
  const samples = (column: number | undefined) =>
    column === undefined
      ? ''
      : found.samples
          .map((row) => row.cells[column])
          .filter(Boolean)
          .slice(0, SHOWN)
          .join(' · ')
  return (
    <Section title={say('imports.columns')} note={say('imports.columnsText')}>
      <div className="stack-16">
        {found.format === 'csv' && <Reading found={found} />}
        <Table
          size="small"
          rowKey="name"
          pagination={false}
          dataSource={found.fields}
          scroll={{ x: 560 }}
          columns={[
            {
              title: say('imports.field'),
              render: (_, field) => (
                <>
                  {field.title}{' '}
                  {field.needed && <span className="quiet">{say('imports.needed')}</span>}
                </>
              ),
            },
            {
              title: say('imports.column'),
              render: (_, field) => (
                <Select
                  allowClear
                  showSearch
                  optionFilterProp="label"
                  status={found.missing.includes(field.name) ? 'error' : undefined}
                  aria-label={field.title}
                  placeholder={say('imports.noColumn')}
                  value={columns[field.name]}
                  style={{ width: 216 }}
                  onChange={(column) => choose(field.name, column)}
                  options={found.headings.map((label, value) => ({ value, label }))}
                />
              ),
            },
            {
              title: say('imports.sample'),
              render: (_, field) => <span className="quiet">{samples(columns[field.name])}</span>,
            },
          ]}
        />
      </div>
    </Section>
  )
}

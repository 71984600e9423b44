/** Takes the list at hand away as a file, with chosen columns and format. */

import { useQuery } from '@tanstack/react-query'
import { Alert, Button, Checkbox, Segmented } from 'antd'
import { useState } from 'react'
import { get, post } from '../../api/client'
import type { ExportList, ExportRun } from '../../api/types'
import { Detail } from '../detail'
import { useLanguage, useSay } from '../language'
import { useMay } from '../session/session'
import { Loaded } from '../states'
import { useChange } from '../toast'
import { useGo } from '../url'

interface ExportButtonProps {
  list: string
  filter: Filter
}

type Filter = Record<string, unknown>

const FORMATS = [
  { value: 'csv', label: 'CSV' },
  { value: 'xlsx', label: 'Excel (.xlsx)' },
  { value: 'sav', label: 'SPSS (.sav)' },
]

function given(filter: Filter): Filter {
  const says = (value: unknown) => value !== null && value !== undefined && value !== ''
  return Object.fromEntries(Object.entries(filter).filter(([, value]) => says(value)))
}

function Form({ list, filter, onDone }: { list: ExportList; filter: Filter; onDone: () => void }) {
  const say = useSay()
  const [columns, setColumns] = useState(list.columns.map((one) => one.name))
  const [format, setFormat] = useState('csv')
  const asking = useChange({
    run: () =>
      post<ExportRun>('/exports', { export: list.name, format, columns, filter: given(filter) }),
    stale: [['/exports'], ['/jobs']],
    done: say('exports.asked'),
    after: onDone,
  })
  const masked = list.columns.some((one) => one.masked && columns.includes(one.name))
  return (
    <div className="fields">
      <div className="label">
        {say('exports.columns')}
        <Checkbox.Group
          value={columns}
          onChange={setColumns}
          style={{ flexDirection: 'column', gap: 8 }}
          options={list.columns.map((one) => ({
            value: one.name,
            label: one.masked ? `${one.title} (${say('exports.sealed')})` : one.title,
          }))}
        />
      </div>
      <div className="label">
        {say('exports.format')}
        <Segmented value={format} onChange={setFormat} options={FORMATS} />
      </div>
      {masked && <Alert showIcon type="info" title={say('exports.masked')} />}
      <span className="quiet">{say('exports.kept')}</span>
      <div>
        <Button
          type="primary"
          disabled={columns.length === 0}
          loading={asking.isPending}
          onClick={() => asking.mutate()}
        >
          {say('exports.make')}
        </Button>
      </div>
    </div>
  )
}

function Chosen({ list, filter, onClose }: ExportButtonProps & { onClose: () => void }) {
  const say = useSay()
  const go = useGo()
  const { language } = useLanguage()
  const query = useQuery({
    queryKey: ['/exports/lists', language],
    queryFn: () => get<ExportList[]>('/exports/lists'),
  })
  return (
    <Detail open onClose={onClose} title={say('exports.export')} size={480}>
      <Loaded query={query}>
        {(lists) => {
          const found = lists.find((one) => one.name === list)
          return found && <Form list={found} filter={filter} onDone={() => go('/exports')} />
        }}
      </Loaded>
    </Detail>
  )
}

export function ExportButton({ list, filter }: ExportButtonProps) {
  const say = useSay()
  const may = useMay()
  const [open, setOpen] = useState(false)
  if (!may('exports.write')) return null
  return (
    <>
      <Button onClick={() => setOpen(true)}>{say('exports.export')}</Button>
      {open && <Chosen list={list} filter={filter} onClose={() => setOpen(false)} />}
    </>
  )
}

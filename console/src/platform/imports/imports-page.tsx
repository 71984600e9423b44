/** Imports: the list, a new one, and one in a drawer through its steps. */

import { Button, Progress, type TableColumnsType } from 'antd'
import { useParams } from 'react-router'
import type { ImportRow } from '../../api/types'
import { useFormats } from '../format'
import { useSay } from '../language'
import { FIGURE, ListTable, useList } from '../list'
import { Page, Section } from '../page'
import { useMay } from '../session/session'
import { Note } from '../states'
import { useGo } from '../url'
import { ImportDrawer } from './import-drawer'
import { NewImport } from './new-import'
import { ImportStatus } from './states'

function useColumns(): TableColumnsType<ImportRow> {
  const say = useSay()
  const format = useFormats()
  const figure = (name: 'taken' | 'merged' | 'refused') => ({
    ...FIGURE,
    title: say(`imports.${name}`),
    render: (_: unknown, row: ImportRow) => format.number(row[name]),
  })
  return [
    {
      title: say('imports.file'),
      render: (_, row) => (
        <>
          {row.file_name}
          <br />
          <span className="quiet">{row.intake_title}</span>
        </>
      ),
    },
    {
      title: say('imports.state'),
      width: 176,
      render: (_, row) => (
        <>
          <ImportStatus row={row} />
          {row.progress !== null && (
            <Progress size="small" percent={Math.floor(row.progress * 100)} />
          )}
        </>
      ),
    },
    figure('taken'),
    figure('merged'),
    figure('refused'),
    { title: say('imports.who'), dataIndex: 'actor_words' },
    {
      title: say('imports.when'),
      align: 'right',
      className: 'figure nowrap',
      render: (_, row) => format.instant(row.uploaded_at),
    },
  ]
}

export default function ImportsPage() {
  const say = useSay()
  const go = useGo()
  const may = useMay()
  const { id } = useParams()
  const list = useList<ImportRow>('/imports', {}, 3_000)
  const start = may('imports.write') && (
    <Button type="primary" onClick={() => go('/imports/new')}>
      {say('imports.new')}
    </Button>
  )
  return (
    <Page title={say('imports.title')} purpose={say('imports.purpose')} action={start}>
      <Section flush>
        <ListTable
          label={say('imports.title')}
          list={list}
          columns={useColumns()}
          width={880}
          current={id}
          onOpen={may('imports.write') ? (row) => go(`/imports/${row.id}`) : undefined}
          empty={
            <Note
              shape="empty"
              title={say('imports.empty')}
              text={say('imports.emptyText')}
              action={start}
            />
          }
        />
      </Section>
      <NewImport open={id === 'new'} onClose={() => go('/imports')} />
      {id && id !== 'new' && <ImportDrawer id={id} onClose={() => go('/imports')} />}
    </Page>
  )
}

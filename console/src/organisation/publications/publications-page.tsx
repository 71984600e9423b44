/** What headquarters handed to stores, and how far each got. */

import type { TableColumnsType } from 'antd'
import { useParams } from 'react-router'
import type { Publication } from '../../api/types'
import { useFormats } from '../../platform/format'
import { useSay } from '../../platform/language'
import { FIGURE, ListTable, useList } from '../../platform/list'
import { Page, Section } from '../../platform/page'
import { Publish } from '../../platform/publish'
import { Note } from '../../platform/states'
import { Status } from '../../platform/status'
import { useGo } from '../../platform/url'
import { PublicationDrawer } from './publication-drawer'

const COUNTS = ['stores', 'adopted', 'lagging', 'changed', 'failed', 'recalled'] as const

function useColumns(): TableColumnsType<Publication> {
  const say = useSay()
  const format = useFormats()
  const trouble = (row: Publication) =>
    row.failed ? 'bad' : row.lagging || row.subject === 'changed' ? 'warn' : 'good'
  return [
    {
      title: say('publications.what'),
      render: (_, row) => (
        <>
          <Status tone={trouble(row)}>{row.name}</Status>
          <br />
          <span className="quiet">
            {row.kind_title} · {say('publications.version')} {row.version}
          </span>
        </>
      ),
    },
    ...COUNTS.map((name) => ({
      ...FIGURE,
      key: name,
      title: say(`publications.${name}`),
      width: 96,
      render: (_: unknown, row: Publication) => format.number(row[name]),
    })),
    {
      title: say('publications.at'),
      align: 'right',
      className: 'figure nowrap',
      render: (_, row) => format.instant(row.published_at),
    },
  ]
}

export default function PublicationsPage() {
  const say = useSay()
  const go = useGo()
  const { id } = useParams()
  const list = useList<Publication>('/publications')
  const publish = <Publish primary after={(made) => go(`/publications/${made.id}`)} />
  return (
    <Page title={say('publications.title')} purpose={say('publications.purpose')} action={publish}>
      <Section flush>
        <ListTable
          label={say('publications.title')}
          list={list}
          columns={useColumns()}
          width={960}
          current={id}
          onOpen={(row) => go(`/publications/${row.id}`)}
          empty={
            <Note
              shape="empty"
              title={say('publications.empty')}
              text={say('publications.emptyText')}
            />
          }
        />
      </Section>
      {id && <PublicationDrawer id={id} onClose={() => go('/publications')} />}
    </Page>
  )
}

/** Suggestions, conflicts and values that too many share. */

import { useQuery } from '@tanstack/react-query'
import { type TableColumnsType, Tag } from 'antd'
import { useParams } from 'react-router'
import { get } from '../../api/client'
import type { List, SharedValue, Suggestion } from '../../api/types'
import { Detail } from '../../platform/detail'
import { useFormats } from '../../platform/format'
import { useSay } from '../../platform/language'
import { FIGURE, ListTable, useList } from '../../platform/list'
import { Page, Section } from '../../platform/page'
import { Loaded, Note } from '../../platform/states'
import { useGo } from '../../platform/url'
import { Compare } from './compare'
import { useKind, useKinds } from './words'
import '../customers.css'
import './identity.css'

function useColumns(): TableColumnsType<Suggestion> {
  const say = useSay()
  const format = useFormats()
  const kinds = useKinds()
  const name = (one: string) => one || say('same.nobody')
  return [
    {
      title: say('same.people'),
      render: (_, row) => `${name(row.one.name)} — ${name(row.other.name)}`,
    },
    { title: say('same.share'), render: (_, row) => kinds(row.evidence) },
    {
      title: say('same.against'),
      render: (_, row) =>
        row.conflict.length > 0 ? (
          <Tag variant="outlined">
            {kinds(row.conflict)} {say('same.differs')}
          </Tag>
        ) : (
          <span className="quiet">{say('state.none')}</span>
        ),
    },
    { title: say('same.score'), ...FIGURE, render: (_, row) => row.score },
    {
      title: say('same.found'),
      align: 'right',
      className: 'figure nowrap',
      render: (_, row) => format.instant(row.found_at),
    },
  ]
}

function Shared() {
  const say = useSay()
  const format = useFormats()
  const kind = useKind()
  const query = useQuery({
    queryKey: ['/shared-values'],
    queryFn: () => get<List<SharedValue>>('/shared-values'),
  })
  return (
    <Loaded query={query}>
      {({ items }) =>
        items.length === 0 ? (
          <p className="quiet">{say('shared.empty')}</p>
        ) : (
          <ul className="rows">
            {items.map((one) => (
              <li key={one.id}>
                <span className="who">
                  <span className="figure code">{one.value}</span>
                  <span className="quiet">{kind(one.kind)}</span>
                </span>
                <span className="right">
                  <span className="figure">
                    {say('shared.people')} {format.number(one.people)}
                  </span>
                  <span className="quiet figure nowrap">{format.instant(one.since)}</span>
                </span>
              </li>
            ))}
          </ul>
        )
      }
    </Loaded>
  )
}

function Pair({ id, rows, onDone }: { id: string; rows?: Suggestion[]; onDone: () => void }) {
  const say = useSay()
  const found = rows?.find((one) => one.id === id)
  if (found) {
    const ids: [string, string] = [found.one.id, found.other.id]
    return <Compare key={id} ids={ids} suggestionId={id} onDone={onDone} />
  }
  return rows && <Note shape="empty" title={say('same.gone')} text={say('same.goneText')} />
}

export default function SamePersonPage() {
  const say = useSay()
  const go = useGo()
  const { id } = useParams()
  const list = useList<Suggestion>('/suggestions')
  const close = () => go('/same-person')
  return (
    <Page title={say('same.title')} purpose={say('same.purpose')}>
      <div className="stack">
        <Section flush>
          <ListTable
            label={say('same.title')}
            list={list}
            columns={useColumns()}
            current={id}
            onOpen={(row) => go(`/same-person/${row.id}`)}
            empty={<Note shape="empty" title={say('same.empty')} text={say('same.emptyText')} />}
          />
        </Section>
        <Section title={say('shared.title')} note={say('shared.note')}>
          <Shared />
        </Section>
      </div>
      <Detail open={Boolean(id)} onClose={close} title={say('same.drawer')} size={880}>
        {id && <Pair id={id} rows={list.rows} onDone={close} />}
      </Detail>
    </Page>
  )
}

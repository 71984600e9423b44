/** The columns of a list: our own, and every Field that a part of the product declares. */

import { type TableColumnsType, Tag } from 'antd'
import type { CustomerRow } from '../../api/types'
import { Face } from '../../platform/face'
import { useFormats } from '../../platform/format'
import { useSay } from '../../platform/language'
import { Status } from '../../platform/status'
import { shown, useFields, useSpoken } from '../fields'

const TAGS_SHOWN = 3

function Tags({ row }: { row: CustomerRow }) {
  return (
    <>
      {row.tags.slice(0, TAGS_SHOWN).map((tag) => (
        <Tag key={tag.id} variant="outlined">
          {tag.name}
        </Tag>
      ))}
      {row.tags.length > TAGS_SHOWN && (
        <span className="quiet">+{row.tags.length - TAGS_SHOWN}</span>
      )}
    </>
  )
}

export function useColumns(chosen: string[]): TableColumnsType<CustomerRow> {
  const say = useSay()
  const format = useFormats()
  const spoken = useSpoken()
  const fields = useFields()
  const at = { align: 'right' as const, className: 'figure nowrap' }
  const own: Record<string, TableColumnsType<CustomerRow>[number]> = {
    state: {
      title: say('customers.state'),
      render: (_, row) => (
        <Status tone={row.state === 'friend' ? 'good' : 'off'}>
          {say(`customers.${row.state}`)}
        </Status>
      ),
    },
    staff: {
      title: say('customers.staff'),
      render: (_, row) => row.staff.map((one) => one.name).join(' · ') || say('state.none'),
    },
    tags: { title: say('customers.tags'), render: (_, row) => <Tags row={row} /> },
    met_at: {
      ...at,
      title: say('columns.met_at'),
      render: (_, row) => format.instant(row.met_at),
    },
    added_at: {
      ...at,
      title: say('customers.added'),
      render: (_, row) => row.added_at && format.instant(row.added_at),
    },
  }
  const declared = (name: string): TableColumnsType<CustomerRow> => {
    const field = fields.data?.find((one) => one.name === name)
    if (!field) return []
    const figure = ['number', 'instant', 'date'].includes(field.kind) ? at : {}
    const value = (row: CustomerRow) => (row.fields as Record<string, unknown>)[name]
    return [
      {
        ...figure,
        title: field.title,
        render: (_, row) => {
          const known = value(row)
          if (known === null || known === undefined) return null
          return shown(known, field.kind, spoken, name)
        },
      },
    ]
  }
  return [
    {
      title: say('customers.name'),
      render: (_, row) => (
        <span className="person">
          <Face name={row.name} src={row.avatar_url} />
          {row.name}
        </span>
      ),
    },
    ...chosen.flatMap((name) => (own[name] ? [own[name]] : declared(name))),
  ]
}

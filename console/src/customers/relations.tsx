import type { Relation, RelationState } from '../api/types'
import { useFormats } from '../platform/format'
import { type Key, useSay } from '../platform/language'
import { Status, type Tone } from '../platform/status'

const TONE: Record<RelationState, Tone> = {
  friend: 'good',
  half: 'busy',
  deleted_by_customer: 'bad',
  deleted_by_staff: 'off',
}
/** WeCom's `add_way` numbers that have words of their own (document 92114). */
const WAYS = [1, 2, 3, 4, 5, 6, 8, 9, 10, 16, 24, 201, 202]

function useWay(): (relation: Relation) => string {
  const say = useSay()
  return ({ add_way, channel_state, times_added }) => {
    const way = say(`way.${WAYS.includes(add_way) ? add_way : 0}` as Key)
    return [
      way,
      channel_state && say('relation.state', { state: channel_state }),
      times_added > 1 && say('relation.again', { count: times_added }),
    ]
      .filter(Boolean)
      .join(' · ')
  }
}

function When({ relation }: { relation: Relation }) {
  const say = useSay()
  const format = useFormats()
  const gone = relation.customer_deleted_at ?? relation.staff_deleted_at
  const left = relation.state === 'deleted_by_customer' || relation.state === 'deleted_by_staff'
  const at = left ? gone : relation.added_at
  if (!at) return null
  return (
    <span className="quiet figure nowrap">
      {say(left ? 'relation.left' : 'relation.since', { at: format.instant(at) })}
    </span>
  )
}

function One({ relation }: { relation: Relation }) {
  const say = useSay()
  const way = useWay()
  return (
    <li>
      <span className="who">
        <span>
          {relation.staff.name}
          {relation.remark && (
            <span className="quiet"> · {say('relation.remark', { remark: relation.remark })}</span>
          )}
        </span>
        <span className="quiet">{way(relation)}</span>
        {relation.description && <span className="quiet">{relation.description}</span>}
      </span>
      <span className="right">
        <Status tone={TONE[relation.state]}>{say(`relation.${relation.state}`)}</Status>
        <When relation={relation} />
      </span>
    </li>
  )
}

export function Relations({ rows }: { rows: Relation[] }) {
  const say = useSay()
  if (rows.length === 0) return <p className="quiet">{say('relation.none')}</p>
  return (
    <ul className="rows">
      {rows.map((relation) => (
        <One key={relation.id} relation={relation} />
      ))}
    </ul>
  )
}

/** Who a definition means, while it is written: how many, who, how they spread, and how it is asked. */

import { Button } from 'antd'
import { useState } from 'react'
import { useFormats } from '../../platform/format'
import { type Key, useSay } from '../../platform/language'
import { Trouble } from '../../platform/states'
import { Status } from '../../platform/status'
import type { Part, Preview as Previewed } from '../api'
import type { Condition } from '../language'
import { useCatalogue, usePreview } from '../questions'
import { Bars } from './bars'
import { Overlap } from './overlap'
import { PeopleDrawer, PeopleList, usePeople } from './people-drawer'
import './preview.css'

/** A spread, the field that tells the parts apart, and what it is called. */
const SPREADS: [keyof Previewed & `by_${string}`, string, Key][] = [
  ['by_store', 'stores', 'preview.store'],
  ['by_value_class', 'value_class', 'preview.class'],
  ['by_adviser', 'advisers', 'preview.adviser'],
]

function Spreads({ found, definition }: { found: Previewed; definition: Condition }) {
  const say = useSay()
  const people = usePeople()
  const fields = useCatalogue().data?.fields ?? []
  return SPREADS.map(([spread, field, words]) => {
    const known = fields.some((one) => one.name === field)
    const open = (part: Part) =>
      people({
        title: part.name,
        definition: {
          kind: 'all',
          of: [definition, { kind: 'field', field, op: 'any_of', value: [part.key] }],
        },
      })
    return (
      <Bars
        key={spread}
        title={say(words)}
        parts={found[spread]}
        onOpen={known ? open : undefined}
      />
    )
  })
}

function Freshness({ found }: { found: Previewed }) {
  const say = useSay()
  const seconds = Math.round(found.freshness_seconds)
  const fresh = () => {
    if (seconds < 120) return say('preview.fresh', { seconds })
    const minutes = Math.round(seconds / 60)
    if (minutes < 120) return say('preview.freshMinutes', { minutes })
    const hours = Math.round(minutes / 60)
    if (hours < 48) return say('preview.freshHours', { hours })
    return say('preview.freshDays', { days: Math.round(hours / 24) })
  }
  return (
    <span className="quiet figure">
      {fresh()} · {say('preview.took', { ms: Math.round(found.took_ms) })}
    </span>
  )
}

function Sql({ sql }: { sql: string }) {
  const say = useSay()
  const [open, show] = useState(false)
  return (
    <section>
      <Button type="text" aria-expanded={open} onClick={() => show(!open)}>
        {say(open ? 'preview.hideSql' : 'preview.sql')}
      </Button>
      {open && <pre className="sql">{sql}</pre>}
    </section>
  )
}

function Found({ found, asked, self }: { found: Previewed; asked: string; self?: string }) {
  const say = useSay()
  const format = useFormats()
  const people = usePeople()
  const definition = JSON.parse(asked) as Condition
  const { count, everyone } = found
  return (
    <>
      <div className="how-many">
        <button
          type="button"
          onClick={() => people({ title: say('overlap.this'), definition })}
          aria-label={say('segment.now', { count })}
        >
          <strong className="figure">{format.number(count)}</strong>
        </button>
        <span className="quiet figure">
          {say('preview.of', {
            everyone: format.number(everyone),
            rate: format.percent(everyone ? count / everyone : 0),
          })}
        </span>
      </div>
      <span className="meter" aria-hidden="true">
        <span style={{ width: `${everyone ? (count / everyone) * 100 : 0}%` }} />
      </span>
      <Freshness found={found} />
      {found.people.length > 0 && (
        <section>
          <h2>{say('preview.people')}</h2>
          <PeopleList people={found.people} />
        </section>
      )}
      <Spreads found={found} definition={definition} />
      <Overlap asked={asked} self={self} />
      <Sql sql={found.sql} />
    </>
  )
}

interface PreviewProps {
  /** The definition as JSON; null while there is none that is right. */
  asked: string | null
  wrong: boolean
  /** How many conditions are not filled in. */
  open: number
  self?: string
}

export function Preview({ asked, wrong, open, self }: PreviewProps) {
  const say = useSay()
  const { data, error, isPlaceholderData, isFetching, refetch } = usePreview(asked)
  const head = (
    <div className="preview-head">
      <h2>{say('preview.title')}</h2>
      <span className="quiet" role="status">
        {asked !== null && isFetching && (isPlaceholderData || !data) && say('preview.updating')}
      </span>
    </div>
  )
  const openNote = open > 0 && <Status tone="warn">{say('preview.partly', { count: open })}</Status>
  if (asked === null)
    return (
      <div className="stack-16">
        {head}
        <p className="quiet">{say(wrong ? 'preview.wrong' : 'preview.none')}</p>
        {openNote}
      </div>
    )
  return (
    <PeopleDrawer>
      <div className={`stack-16 preview${isPlaceholderData ? ' preview-old' : ''}`}>
        {head}
        {openNote}
        {error && !data && <Trouble error={error} again={() => refetch()} />}
        {data && <Found found={data} asked={asked} self={self} />}
      </div>
    </PeopleDrawer>
  )
}

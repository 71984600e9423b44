/** Why a person is in a segment or not: each condition, whether it holds, and what was found. */

import { useQuery } from '@tanstack/react-query'
import { DatePicker, Flex, Select } from 'antd'
import { useState } from 'react'
import { get } from '../../api/client'
import type { List } from '../../api/types'
import { useFormats } from '../../platform/format'
import { useLanguage, useSay } from '../../platform/language'
import { Loaded } from '../../platform/states'
import { Status } from '../../platform/status'
import { useWallTime } from '../../platform/wall-time'
import type { Person, Reason, Why } from '../api'
import { SEGMENTS, useSegment } from '../questions'
import { useSettled } from '../settled'
import { Asked, useFound } from './found'

function Branch({ reason, root = false }: { reason: Reason; root?: boolean }) {
  const say = useSay()
  const format = useFormats()
  const told = useFound()
  const { words, holds, due_at, children } = reason
  const value = children.length === 0 ? told(reason) : null
  return (
    <li>
      <div className="verdict">
        <Status tone={holds ? 'good' : 'bad'}>{say(holds ? 'why.holds' : 'why.fails')}</Status>
        <span>
          {words}
          {value !== null && <span className="quiet figure"> · {say('why.value', { value })}</span>}
          {due_at && (
            <span className="quiet figure">
              {' '}
              · {say('why.due', { at: format.instant(due_at) })}
            </span>
          )}
        </span>
      </div>
      {children.length > 0 && (
        <ul className={root ? 'verdicts verdicts-root' : 'verdicts'}>
          {children.map((child) => (
            <Branch key={child.place} reason={child} />
          ))}
        </ul>
      )}
    </li>
  )
}

function Moves({ moves }: Pick<Why, 'moves'>) {
  const say = useSay()
  const format = useFormats()
  return (
    <ul className="rows">
      {moves.map((one) => (
        <li key={one.at + one.entered}>
          <Status tone={one.entered ? 'good' : 'off'}>
            {say(one.entered ? 'segment.entered' : 'segment.left')}
            <span className="quiet"> {say('segment.cause', { cause: one.cause_words })}</span>
          </Status>
          <span className="quiet figure">{format.instant(one.at)}</span>
        </li>
      ))}
    </ul>
  )
}

interface WhyProps {
  segment: string
  person: string
  at: string | null
}

export function WhyTree({ segment, person, at }: WhyProps) {
  const say = useSay()
  const { language } = useLanguage()
  const query = useQuery({
    queryKey: [SEGMENTS, segment, 'why', person, at, language],
    queryFn: () => get<Why>(`${SEGMENTS}/${segment}/why/${person}`, { at }),
  })
  const definition = useSegment(segment).data?.definition
  return (
    <Loaded query={query}>
      {({ holds, reason, moves }) => (
        <Asked value={definition}>
          <div className="stack-8">
            <strong>
              <Status tone={holds ? 'good' : 'bad'}>{say(holds ? 'why.in' : 'why.out')}</Status>
            </strong>
            <ul className="verdicts verdicts-root">
              <Branch reason={reason} root />
            </ul>
            <Moves moves={moves} />
          </div>
        </Asked>
      )}
    </Loaded>
  )
}

/** The instant that is asked about; none is now. */
export function AsOf({
  at,
  onChange,
}: {
  at: string | null
  onChange: (at: string | null) => void
}) {
  const say = useSay()
  const wall = useWallTime()
  return (
    <DatePicker
      showTime={{ format: 'HH:mm' }}
      format="YYYY-MM-DD HH:mm"
      aria-label={say('why.at')}
      placeholder={say('why.at')}
      value={at ? wall.shown(at) : null}
      onChange={(picked) => onChange(picked ? wall.instant(picked) : null)}
      style={{ width: 240 }}
    />
  )
}

function PersonPick({ onChange }: { onChange: (id: string | undefined) => void }) {
  const say = useSay()
  const [typed, type] = useState('')
  const q = useSettled(typed, 300)
  const found = useQuery({
    queryKey: ['/customers', 'pick', q],
    queryFn: () => get<List<Person>>('/customers', { q, columns: ['name'], limit: 20 }),
  })
  return (
    <Select
      allowClear
      showSearch
      filterOption={false}
      onSearch={type}
      onChange={onChange}
      loading={found.isFetching}
      aria-label={say('why.choose')}
      placeholder={say('why.choose')}
      style={{ width: 280 }}
      options={found.data?.items.map((one) => ({
        value: one.id,
        label: one.name || say('people.noName'),
      }))}
    />
  )
}

export function WhyTab({ id }: { id: string }) {
  const say = useSay()
  const [person, choose] = useState<string>()
  const [at, setAt] = useState<string | null>(null)
  return (
    <div className="stack-16">
      <Flex gap={8} wrap>
        <PersonPick onChange={choose} />
        <AsOf at={at} onChange={setAt} />
      </Flex>
      {person ? (
        <WhyTree segment={id} person={person} at={at} />
      ) : (
        <p className="quiet">{say('why.chooseText')}</p>
      )}
    </div>
  )
}

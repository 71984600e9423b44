/** On the page of one person: the live segments they are in, and why; why not in another. */

import { useQuery } from '@tanstack/react-query'
import { Flex, Select } from 'antd'
import { useState } from 'react'
import { Link } from 'react-router'
import { get } from '../../api/client'
import { useFormats } from '../../platform/format'
import { useLanguage, useSay } from '../../platform/language'
import { Loaded } from '../../platform/states'
import type { Membership } from '../api'
import { SEGMENTS, useCatalogue } from '../questions'
import { AsOf, WhyTree } from './why'
import './segments.css'

function In({ one, person }: { one: Membership; person: string }) {
  const say = useSay()
  const format = useFormats()
  const [open, show] = useState(false)
  return (
    <li className="membership">
      <Flex justify="space-between" gap={16}>
        <span>
          <Link to={`/segments/${one.id}`}>{one.name}</Link>
          {one.since && (
            <span className="quiet figure">
              {' '}
              · {say('why.since', { at: format.instant(one.since) })}
            </span>
          )}
        </span>
        <button type="button" className="as-link" aria-expanded={open} onClick={() => show(!open)}>
          {say('segment.why')}
        </button>
      </Flex>
      {open && <WhyTree segment={one.id} person={person} at={null} />}
    </li>
  )
}

export default function PersonSegments({ id }: { id: string }) {
  const say = useSay()
  const { language } = useLanguage()
  const catalogue = useCatalogue()
  const [other, choose] = useState<string>()
  const [at, setAt] = useState<string | null>(null)
  const query = useQuery({
    queryKey: [SEGMENTS, 'of', id, language],
    queryFn: () =>
      get<{ items: Membership[] }>(`/customers/${id}/segments`).then((found) => found.items),
    refetchInterval: 8_000,
  })
  return (
    <div className="stack">
      <Loaded query={query}>
        {(segments) =>
          segments.length === 0 ? (
            <p className="quiet">{say('why.none')}</p>
          ) : (
            <ul className="rows">
              {segments.map((one) => (
                <In key={one.id} one={one} person={id} />
              ))}
            </ul>
          )
        }
      </Loaded>
      <section className="stack-16">
        <h2>{say('why.other')}</h2>
        <Flex gap={8} wrap>
          <Select
            allowClear
            showSearch
            optionFilterProp="label"
            value={other}
            onChange={choose}
            aria-label={say('build.segment')}
            placeholder={say('build.segment')}
            style={{ width: 280 }}
            options={catalogue.data?.segments.map((one) => ({ value: one.id, label: one.name }))}
          />
          <AsOf at={at} onChange={setAt} />
        </Flex>
        {other && <WhyTree segment={other} person={id} at={at} />}
      </section>
    </div>
  )
}

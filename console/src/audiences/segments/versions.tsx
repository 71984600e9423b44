/** What a segment was defined as before, each version by what it changed, and the way back. */

import { useQuery } from '@tanstack/react-query'
import { Button, Flex } from 'antd'
import { get, put } from '../../api/client'
import { useFormats } from '../../platform/format'
import { useLanguage, useSay } from '../../platform/language'
import { useMay } from '../../platform/session/session'
import { Loaded } from '../../platform/states'
import { Status } from '../../platform/status'
import { useChange } from '../../platform/toast'
import type { Segment, Version, Line as Words } from '../api'
import { SEGMENTS, useChecked } from '../questions'
import '../builder/words.css'
import { type Difference, differences } from './differences'

function Line({ line }: { line: Difference }) {
  const say = useSay()
  const mark = { same: '', added: '+', gone: '−' }[line.change]
  const words = line.change === 'same' ? undefined : say(`segment.${line.change}`)
  return (
    <li className={`change change-${line.change}`} style={{ paddingLeft: line.indent * 16 + 24 }}>
      <span className="mark" title={words}>
        {mark}
        {words && <span className="heard">{words}</span>}
      </span>
      {line.text}
    </li>
  )
}

/** The lines of a version; of one that asks for what is gone since, its sentence as it was kept. */
function useWords(version: Version): Words[] {
  const { language } = useLanguage()
  const { data } = useChecked(JSON.stringify(version.definition), language)
  return data?.words.length ? data.words : [{ indent: 0, text: version.words_text }]
}

interface OneProps {
  segment: Segment
  version: Version
  before: Version | undefined
  current: boolean
}

function One({ segment, version, before, current }: OneProps) {
  const say = useSay()
  const format = useFormats()
  const writes = useMay()('segments.write')
  const { name, description, live } = segment
  const restoring = useChange({
    run: () =>
      put(`${SEGMENTS}/${segment.id}`, {
        name,
        description,
        live,
        definition: version.definition,
      }),
    stale: [[SEGMENTS]],
    done: say('segment.restored'),
  })
  const words = useWords(version)
  const old = useWords(before ?? version)
  const changed = differences(old, words)
  const same = before && changed.every((one) => one.change === 'same')
  return (
    <section className="version">
      <Flex justify="space-between" align="center" gap={16}>
        <span>
          <strong>{say('segment.version', { n: version.version })}</strong>{' '}
          <span className="quiet figure">
            {version.by} · {format.instant(version.at)}
          </span>
        </span>
        {current ? (
          <Status tone="good">{say('segment.current')}</Status>
        ) : (
          writes && (
            <Button onClick={() => restoring.mutate()} loading={restoring.isPending}>
              {say('segment.restore')}
            </Button>
          )
        )}
      </Flex>
      <span className="quiet">
        {!before && say('segment.firstVersion')}
        {same && say('segment.sameWords')}
      </span>
      {!same && (
        <ul className="words-of">
          {changed.map((line, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a line is known by its place
            <Line key={at} line={line} />
          ))}
        </ul>
      )}
    </section>
  )
}

export function Versions({ segment }: { segment: Segment }) {
  const { language } = useLanguage()
  const query = useQuery({
    queryKey: [SEGMENTS, segment.id, 'versions', language],
    queryFn: () =>
      get<{ items: Version[] }>(`${SEGMENTS}/${segment.id}/versions`).then(({ items }) =>
        items.toSorted((one, other) => other.version - one.version),
      ),
  })
  return (
    <Loaded query={query}>
      {(versions) => (
        <div className="stack">
          {versions.map((one, at) => (
            <One
              key={one.version}
              segment={segment}
              version={one}
              before={versions[at + 1]}
              current={at === 0}
            />
          ))}
        </div>
      )}
    </Loaded>
  )
}

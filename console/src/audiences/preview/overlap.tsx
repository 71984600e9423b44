/** How a definition overlaps with up to two segments: sized sets, and every part in numbers. */

import { Button, Select } from 'antd'
import { useId, useState } from 'react'
import { useFormats } from '../../platform/format'
import { useSay } from '../../platform/language'
import type { Region } from '../api'
import type { Condition } from '../language'
import { useCatalogue, useOverlap } from '../questions'
import { usePeople } from './people-drawer'
import { bounds, circles, labelAt, within } from './sets'

const LETTERS = ['A', 'B', 'C']
/** Lines that run another way for each set, so that overlaps show without colour. */
const TURNS = [0, 60, 120]

interface Set {
  name: string
  definition: Condition
}

function Drawn({ regions, sets, title }: { regions: Region[]; sets: Set[]; title: string }) {
  const hatch = useId()
  const sizes = sets.map((_, at) => within(regions, at))
  const drawn = circles(sizes, (one, other) => within(regions, one, other))
  const box = bounds(drawn)
  const scale = 200 / Math.max(box.width, box.height, 1)
  const at = (x: number, y: number) => [(x - box.x) * scale + 16, (y - box.y) * scale + 16]
  const [width, height] = [box.width * scale + 32, box.height * scale + 32]
  return (
    <svg className="sets" viewBox={`0 0 ${width} ${height}`} role="img" aria-label={title}>
      <defs>
        {TURNS.map((turn) => (
          <pattern
            key={turn}
            id={`${hatch}${turn}`}
            width="7"
            height="7"
            patternUnits="userSpaceOnUse"
            patternTransform={`rotate(${turn})`}
          >
            <path d="M0 0H7" />
          </pattern>
        ))}
      </defs>
      {drawn.map((one, place) => {
        const [x, y] = at(one.x, one.y)
        return (
          <circle
            key={LETTERS[place]}
            cx={x}
            cy={y}
            r={one.r * scale}
            fill={`url(#${hatch}${TURNS[place]})`}
          />
        )
      })}
      {drawn.map((_, place) => {
        const label = labelAt(drawn, place)
        const [x, y = 0] = at(label.x, label.y)
        return (
          <text key={LETTERS[place]} x={x} y={y + 5}>
            {LETTERS[place]}
          </text>
        )
      })}
    </svg>
  )
}

/** The people of exactly these sets, as a definition. */
export const exactly = (sets: Set[], of: number[]): Condition => ({
  kind: 'all',
  of: sets.map(({ definition }, at) =>
    of.includes(at) ? definition : { kind: 'not', of: definition },
  ),
})

function Regions({ regions, sets }: { regions: Region[]; sets: Set[] }) {
  const say = useSay()
  const format = useFormats()
  const people = usePeople()
  const told = ({ of }: Region) => {
    const names = of.map((at) => sets[at]?.name ?? '')
    if (of.length === 1) return say('overlap.only', { a: names[0] ?? '' })
    return say('overlap.in', { names: names.join(' · ') })
  }
  return (
    <ul className="rows">
      {regions
        .filter(({ of }) => of.length > 0)
        .map((region) => (
          <li key={region.of.join()}>
            <span>
              <strong>{region.of.map((at) => LETTERS[at]).join(' ∩ ')}</strong> {told(region)}
            </span>
            <Button
              type="link"
              className="figure"
              onClick={() => people({ title: told(region), definition: exactly(sets, region.of) })}
            >
              {format.number(region.count)}
            </Button>
          </li>
        ))}
    </ul>
  )
}

export function Overlap({ asked, self }: { asked: string; self?: string }) {
  const say = useSay()
  const format = useFormats()
  const [chosen, choose] = useState<string[]>([])
  const segments = (useCatalogue().data?.segments ?? []).filter((one) => one.id !== self)
  const sets: Set[] = [
    { name: say('overlap.this'), definition: JSON.parse(asked) },
    ...chosen.map((segment) => ({
      name: segments.find((one) => one.id === segment)?.name ?? '',
      definition: { kind: 'segment' as const, segment },
    })),
  ]
  const definitions = JSON.stringify(sets.map((one) => one.definition))
  const { data } = useOverlap(chosen.length ? definitions : null)
  if (segments.length === 0) return null
  const regions = data?.regions
  const title = () => {
    const count = within(regions ?? [], ...sets.map((_, at) => at))
    const [a, b] = [sets[0]?.name ?? '', sets[1]?.name ?? '']
    const words = sets.length > 2 ? 'overlap.all' : 'overlap.both'
    return say(words, { count, a, b }).replace(String(count), format.number(count))
  }
  return (
    <section className="stack-8">
      <h2>{say('overlap.title')}</h2>
      <Select
        mode="multiple"
        maxCount={2}
        showSearch
        optionFilterProp="label"
        value={chosen}
        onChange={choose}
        aria-label={say('overlap.choose')}
        placeholder={say('overlap.choose')}
        options={segments.map((one) => ({ value: one.id, label: one.name }))}
      />
      {chosen.length > 0 && regions && (
        <>
          <span>{title()}</span>
          <Drawn regions={regions} sets={sets} title={title()} />
          <Regions regions={regions} sets={sets} />
        </>
      )}
    </section>
  )
}

/** The week of a code: the groups as brushes, the grid to paint, the exact times below. */

import { Alert, Collapse } from 'antd'
import { useState } from 'react'
import { useSay } from '../../platform/language'
import type { Draft, Faults, SetDraft } from '../codes/draft'
import { Brushes } from './brushes'
import { Grid } from './grid'
import { SlotList } from './slot-list'
import { type Area, paint, uncovered, WEEK } from './slots'
import { clock, endClock } from './times'
import './week.css'

function Clashes({ draft, faults }: { draft: Draft; faults: Faults }) {
  const say = useSay()
  if (faults.overlaps.length === 0) return null
  const title = (key: string) => draft.groups.find((group) => group.key === key)?.title || '—'
  return (
    <Alert
      type="error"
      showIcon
      title={say('week.overlap')}
      description={
        <ul className="plain">
          {faults.overlaps.slice(0, 5).map((one) => (
            <li key={`${one.from}/${one.first.group}/${one.second.group}`}>
              {say('week.overlapLine', {
                day: say(`weekday.${(Math.floor(one.from / 1440) + 1) as 1}`),
                from: clock(one.from % 1440),
                to: endClock(one.to % 1440),
                first: title(one.first.group),
                second: title(one.second.group),
              })}
            </li>
          ))}
        </ul>
      }
    />
  )
}

export function Week({ draft, set, faults }: { draft: Draft; set: SetDraft; faults: Faults }) {
  const say = useSay()
  const [brush, setBrush] = useState<string | null>(draft.groups[0]?.key ?? null)
  const stroke = (area: Area) => set({ slots: paint(draft.slots, brush, area) })
  const open = uncovered(draft.slots)
  return (
    <div className="stack-16">
      <Brushes draft={draft} set={set} brush={brush} onBrush={setBrush} />
      <Clashes draft={draft} faults={faults} />
      <Grid groups={draft.groups} slots={draft.slots} onPaint={stroke} />
      <p className="quiet">
        {open === WEEK
          ? say('week.unpainted')
          : open === 0
            ? say('week.covered')
            : say('week.open', { hours: Math.round(open / 6) / 10 })}
      </p>
      <Collapse
        ghost
        items={[
          {
            key: 'exact',
            label: say('week.exact', { count: draft.slots.length }),
            children: <SlotList draft={draft} set={set} />,
          },
        ]}
      />
    </div>
  )
}

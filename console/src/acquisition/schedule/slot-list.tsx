/** Slots to the minute, for shifts that do not begin on the hour. */

import { CloseOutlined, PlusOutlined } from '@ant-design/icons'
import { Button, Select } from 'antd'
import { useSay } from '../../platform/language'
import type { Draft, SetDraft } from '../codes/draft'
import type { Slot } from './slots'
import { TimeSpan } from './time-span'
import { clock, minutes } from './times'

export function SlotList({ draft, set }: { draft: Draft; set: SetDraft }) {
  const say = useSay()
  const { groups, slots } = draft
  const change = (at: number, part: Partial<Slot>) =>
    set({ slots: slots.map((slot, place) => (place === at ? { ...slot, ...part } : slot)) })
  const first = groups[0]
  return (
    <div className="stack-16">
      {slots.map((slot, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: slots have no name of their own
        <div className="slot-row" key={at}>
          <Select
            value={slot.weekday}
            aria-label={say('slot.weekday')}
            onChange={(weekday) => change(at, { weekday })}
            options={([1, 2, 3, 4, 5, 6, 7] as const).map((day) => ({
              value: day as number,
              label: say(`weekday.${day}`),
            }))}
          />
          <TimeSpan
            start={clock(slot.start)}
            end={clock(slot.end)}
            onChange={(start, end) => change(at, { start: minutes(start), end: minutes(end) })}
          />
          <Select
            value={slot.group}
            aria-label={say('slot.group')}
            onChange={(group) => change(at, { group })}
            options={groups.map((group) => ({ value: group.key, label: group.title || '—' }))}
          />
          <Button
            type="text"
            icon={<CloseOutlined />}
            aria-label={say('do.delete')}
            onClick={() => set({ slots: slots.filter((_, place) => place !== at) })}
          />
        </div>
      ))}
      {first && (
        <Button
          icon={<PlusOutlined />}
          className="start"
          onClick={() =>
            set({ slots: [...slots, { group: first.key, weekday: 1, start: 540, end: 1080 }] })
          }
        >
          {say('slot.add')}
        </Button>
      )}
    </div>
  )
}

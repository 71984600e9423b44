/** Staff groups of a week; the chosen one is what the grid paints with. */

import { CloseOutlined, PlusOutlined } from '@ant-design/icons'
import { Button, Input } from 'antd'
import { useSay } from '../../platform/language'
import { StaffPicker } from '../../platform/pickers'
import type { Draft, SetDraft } from '../codes/draft'
import type { Group } from './times'

/** Patterns that can be told apart without colour; more groups would not be. */
export const MOST_GROUPS = 6

interface BrushesProps {
  draft: Draft
  set: SetDraft
  brush: string | null
  onBrush: (key: string | null) => void
}

function freshKey(groups: Group[]): string {
  const used = new Set(groups.map((group) => group.key))
  let at = groups.length + 1
  while (used.has(`g${at}`)) at++
  return `g${at}`
}

export function Brushes({ draft, set, brush, onBrush }: BrushesProps) {
  const say = useSay()
  const { groups } = draft
  const add = () => {
    const key = freshKey(groups)
    const title = say('week.groupTitle', { number: groups.length + 1 })
    set({ groups: [...groups, { key, title, staff_ids: [] }] })
    onBrush(key)
  }
  const change = (key: string, part: Partial<Group>) =>
    set({ groups: groups.map((group) => (group.key === key ? { ...group, ...part } : group)) })
  const drop = (key: string) => {
    set({
      groups: groups.filter((group) => group.key !== key),
      slots: draft.slots.filter((slot) => slot.group !== key),
    })
    if (brush === key) onBrush(null)
  }
  return (
    <fieldset className="brushes" aria-label={say('week.brushes')}>
      {groups.map((group, at) => (
        <div key={group.key} className={group.key === brush ? 'brush chosen' : 'brush'}>
          <button
            type="button"
            aria-pressed={group.key === brush}
            aria-label={say('week.paintWith', { group: group.title })}
            className={`swatch group-${at % MOST_GROUPS}`}
            onClick={() => onBrush(group.key)}
          />
          <Input
            value={group.title}
            maxLength={20}
            aria-label={say('week.groupName')}
            onFocus={() => onBrush(group.key)}
            onChange={(event) => change(group.key, { title: event.target.value })}
          />
          <StaffPicker
            value={group.staff_ids}
            placeholder={say('week.groupStaff')}
            onChange={(staff_ids) => change(group.key, { staff_ids })}
          />
          <Button
            type="text"
            icon={<CloseOutlined />}
            aria-label={say('week.dropGroup', { group: group.title })}
            onClick={() => drop(group.key)}
          />
        </div>
      ))}
      <div className="brush-tools">
        <Button icon={<PlusOutlined />} disabled={groups.length >= MOST_GROUPS} onClick={add}>
          {say('week.addGroup')}
        </Button>
        {groups.length > 0 && (
          <Button
            aria-pressed={brush === null}
            className={brush === null ? 'eraser chosen' : 'eraser'}
            onClick={() => onBrush(null)}
          >
            {say('week.eraser')}
          </Button>
        )}
      </div>
    </fieldset>
  )
}

/** Changing a profile: Tab goes through it, Enter saves, Esc leaves. */

import { Button, Flex, Input, Select } from 'antd'
import { useState } from 'react'
import { patch } from '../../api/client'
import type { CustomField, ProfileForm as Form, Profile, YearlyDay } from '../../api/types'
import { useSay } from '../../platform/language'
import { useStaff } from '../../platform/lookups'
import { NodePicker } from '../../platform/pickers'
import { useMay } from '../../platform/session/session'
import { useChange } from '../../platform/toast'
import { type DayDraft, DayInput, isWhole } from './day-input'
import { Line } from './line'
import { MOVED_BY } from './use-fields'
import { ValueInput } from './value-input'

interface Named {
  id: number
  name: string
  day: DayDraft | null
}
type Draft = Omit<Form, 'birthday' | 'anniversaries' | 'custom'> & {
  birthday?: DayDraft | null
  anniversaries?: Named[]
  custom: Record<string, unknown>
}

interface DaysProps {
  rows: Named[]
  onChange: (rows: Named[]) => void
}

function Anniversaries({ rows, onChange }: DaysProps) {
  const say = useSay()
  const put = (id: number, part: Partial<Named>) =>
    onChange(rows.map((one) => (one.id === id ? { ...one, ...part } : one)))
  return (
    <Line label={say('profile.anniversaries')}>
      <Flex vertical gap={8}>
        {rows.map((one) => (
          <Flex key={one.id} gap={8} wrap align="center">
            <Input
              aria-label={say('profile.anniversaryName')}
              placeholder={say('profile.anniversaryName')}
              maxLength={20}
              value={one.name}
              onChange={(event) => put(one.id, { name: event.target.value })}
              style={{ width: 136 }}
            />
            <DayInput
              name={one.name || say('profile.anniversaries')}
              value={one.day}
              onChange={(day) => put(one.id, { day })}
            />
            <Button
              type="text"
              danger
              onClick={() => onChange(rows.filter((row) => row.id !== one.id))}
            >
              {say('profile.takeOut')}
            </Button>
          </Flex>
        ))}
        <Button
          style={{ alignSelf: 'flex-start' }}
          disabled={rows.length >= 10}
          onClick={() =>
            onChange([
              ...rows,
              { id: Math.max(-1, ...rows.map((r) => r.id)) + 1, name: '', day: null },
            ])
          }
        >
          {say('profile.addAnniversary')}
        </Button>
      </Flex>
    </Line>
  )
}

const daysOf = (profile: Profile): Named[] =>
  profile.anniversaries.map(({ name, day }, id) => ({ id, name, day }))

/** What is sent: only what was touched. */
function sent(draft: Draft): Form {
  const { birthday, anniversaries, ...rest } = draft
  return {
    ...rest,
    ...(birthday === undefined ? {} : { birthday: birthday as YearlyDay | null }),
    ...(anniversaries && {
      anniversaries: anniversaries.map(({ name, day }) => ({ name, day: day as YearlyDay })),
    }),
  }
}

interface FormProps {
  id: string
  profile: Profile
  fields: CustomField[]
  onClose: () => void
}

export function ProfileForm({ id, profile, fields, onClose }: FormProps) {
  const say = useSay()
  const staff = useStaff()
  const whole = useMay()('customers.read_contacts')
  const [draft, setDraft] = useState<Draft>({ custom: {} })
  const put = (part: Partial<Draft>) => setDraft((had) => ({ ...had, ...part }))
  const known = Object.fromEntries(profile.custom.map(({ key, value }) => [key, value]))
  const pick = <T,>(touched: T | undefined, before: T) => (touched === undefined ? before : touched)
  const days = draft.anniversaries ?? daysOf(profile)
  const fit =
    (!draft.birthday || isWhole(draft.birthday)) &&
    (draft.anniversaries ?? []).every(({ name, day }) => name.trim() && isWhole(day))
  const saving = useChange({
    run: () => patch(`/customers/${id}/profile`, sent(draft)),
    stale: [['/customers']],
    after: onClose,
  })
  return (
    <form
      className="stack-16"
      onSubmit={(event) => {
        event.preventDefault()
        if (fit) saving.mutate()
      }}
      onKeyDown={(event) => {
        // Esc in an open list closes the list.
        const open = (event.target as HTMLElement).getAttribute('aria-expanded') === 'true'
        if (event.key !== 'Escape' || open) return
        event.stopPropagation()
        onClose()
      }}
    >
      <Line label={say('profile.birthday')}>
        {profile.birthday && !whole && <p className="quiet">{say('profile.hiddenEdit')}</p>}
        <DayInput
          name={say('profile.birthday')}
          value={pick(draft.birthday, profile.birthday?.day ?? null)}
          onChange={(birthday) => put({ birthday })}
        />
      </Line>
      {(whole || profile.anniversaries.length === 0) && (
        <Anniversaries rows={days} onChange={(anniversaries) => put({ anniversaries })} />
      )}
      <Line label={say('profile.store')}>
        <NodePicker
          value={pick(draft.preferred_store_id, profile.preferred_store?.id ?? null)}
          onChange={(preferred_store_id) => put({ preferred_store_id })}
          placeholder={say('profile.pickStore')}
        />
      </Line>
      <Line label={say('profile.adviser')}>
        <Select
          aria-label={say('profile.adviser')}
          allowClear
          showSearch
          optionFilterProp="label"
          placeholder={say('profile.pickAdviser')}
          value={pick(draft.preferred_adviser_id, profile.preferred_adviser?.id ?? null)}
          onChange={(one) => put({ preferred_adviser_id: one ?? null })}
          options={(staff.data ?? []).map((one) => ({ value: one.id, label: one.name }))}
        />
      </Line>
      <Line label={say('profile.movedBy')}>
        <Select
          mode="multiple"
          optionFilterProp="label"
          aria-label={say('profile.movedBy')}
          value={pick(draft.moved_by, profile.moved_by?.items ?? []) ?? []}
          onChange={(moved_by) => put({ moved_by })}
          options={MOVED_BY.map((one) => ({ value: one, label: say(`moved.${one}`) }))}
        />
      </Line>
      {fields.map((field) => (
        <Line key={field.key} label={field.title}>
          <ValueInput
            field={field}
            value={pick(draft.custom[field.key], known[field.key])}
            onChange={(value) => put({ custom: { ...draft.custom, [field.key]: value } })}
            placeholder={field.sealed && !whole ? say('profile.hiddenEdit') : undefined}
          />
        </Line>
      ))}
      <Flex gap={8}>
        <Button type="primary" htmlType="submit" disabled={!fit} loading={saving.isPending}>
          {say('do.save')}
        </Button>
        <Button onClick={onClose}>{say('do.cancel')}</Button>
      </Flex>
    </form>
  )
}

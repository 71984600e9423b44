import { DatePicker, Select } from 'antd'
import type { ReactNode } from 'react'
import { type Key, useSay } from '../../platform/language'
import { useSegments, useStaff } from '../../platform/lookups'
import { NodePicker, TagPicker } from '../../platform/pickers'
import { useMay } from '../../platform/session/session'
import { useWallTime } from '../../platform/wall-time'
import type { Filters } from './filters'
import { ProfileFilters } from './profile-filters'

const SOURCES = ['hand', 'channel', 'keyword', 'behaviour', 'computed', 'wecom'] as const

interface FormProps {
  filters: Filters
  onChange: (part: Filters) => void
}

function Field({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="label">
      <span>{label}</span>
      {children}
    </div>
  )
}

type Span = 'met' | 'added'

function Spanned({ filters, onChange, span }: FormProps & { span: Span }) {
  const from = filters[`${span}_from`]
  const until = filters[`${span}_until`]
  const { shown, instant } = useWallTime()
  return (
    <DatePicker.RangePicker
      allowEmpty={[true, true]}
      value={[from ? shown(from) : null, until ? shown(until).subtract(1, 'day') : null]}
      onChange={(days) =>
        onChange({
          [`${span}_from`]: days?.[0] ? instant(days[0].startOf('day')) : undefined,
          [`${span}_until`]: days?.[1] ? instant(days[1].add(1, 'day').startOf('day')) : undefined,
        })
      }
    />
  )
}

function InSegment({ filters, onChange }: FormProps) {
  const say = useSay()
  const reads = useMay()('segments.read')
  const segments = useSegments(reads)
  if (!reads) return null
  return (
    <Field label={say('segments.title')}>
      <Select
        allowClear
        showSearch
        optionFilterProp="label"
        value={filters.segment_id ?? undefined}
        onChange={(segment_id) => onChange({ segment_id })}
        placeholder={say('filter.either')}
        options={(segments.data ?? []).map((one) => ({ value: one.id, label: one.name }))}
      />
    </Field>
  )
}

export function FilterForm({ filters, onChange }: FormProps) {
  const say = useSay()
  const staff = useStaff()
  const tags = (['any', 'all', 'no'] as const).map((which) => {
    const name = `${which}_tag_ids` as const
    return (
      <Field key={which} label={say(`filter.${which}Tags` as Key)}>
        <TagPicker value={filters[name] ?? []} onChange={(ids) => onChange({ [name]: ids })} />
      </Field>
    )
  })
  return (
    <div className="stack-16">
      {tags}
      <InSegment filters={filters} onChange={onChange} />
      <Field label={say('filter.source')}>
        <Select
          allowClear
          value={filters.tag_source ?? undefined}
          onChange={(tag_source) => onChange({ tag_source })}
          placeholder={say('filter.either')}
          options={SOURCES.map((one) => ({ value: one, label: say(`source.${one}`) }))}
        />
      </Field>
      <Field label={say('customers.staff')}>
        <Select
          allowClear
          showSearch
          optionFilterProp="label"
          value={filters.staff_id ?? undefined}
          onChange={(staff_id) => onChange({ staff_id })}
          placeholder={say('customers.anyStaff')}
          options={(staff.data ?? []).map((one) => ({ value: one.id, label: one.name }))}
        />
      </Field>
      <Field label={say('filter.node')}>
        <NodePicker value={filters.node_id} onChange={(node_id) => onChange({ node_id })} />
      </Field>
      <Field label={say('filter.phone')}>
        <Select
          allowClear
          value={filters.has_phone ?? undefined}
          onChange={(has_phone) => onChange({ has_phone })}
          placeholder={say('filter.either')}
          options={[
            { value: true, label: say('filter.hasPhone') },
            { value: false, label: say('filter.noPhone') },
          ]}
        />
      </Field>
      <ProfileFilters filters={filters} onChange={onChange} />
      <Field label={say('filter.met')}>
        <Spanned span="met" filters={filters} onChange={onChange} />
      </Field>
      <Field label={say('filter.added')}>
        <Spanned span="added" filters={filters} onChange={onChange} />
      </Field>
    </div>
  )
}

/** What a question is put together from, each part under its name. */

import { Select } from 'antd'
import type { ReactNode } from 'react'
import { useSay } from '../../platform/language'
import { useSegments } from './questions'
import { useNames } from './said'

/** A control under its name. */
export function Named({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="named">
      <span className="quiet">{name}</span>
      {children}
    </div>
  )
}

interface ChooseProps<T extends string> {
  name: string
  value: T
  options: { value: T; label: string }[]
  onChange: (value: T) => void
}

export function Choose<T extends string>({ name, value, options, onChange }: ChooseProps<T>) {
  return (
    <Named name={name}>
      <Select
        aria-label={name}
        showSearch={options.length > 8 && { optionFilterProp: 'label' }}
        popupMatchSelectWidth={false}
        style={{ minWidth: 112 }}
        value={value}
        onChange={onChange}
        options={options}
      />
    </Named>
  )
}

interface OptionalProps {
  value: string | null | undefined
  onChange: (value: string | null) => void
}

/** Everybody, or those of a segment; nothing to choose where there are no segments. */
export function Within({ value, onChange }: OptionalProps) {
  const say = useSay()
  const segments = useSegments()
  if (segments.length === 0) return null
  return (
    <Choose
      name={say('ask.within')}
      value={value ?? ''}
      onChange={(id) => onChange(id || null)}
      options={[
        { value: '', label: say('ask.everybody') },
        ...segments.map(({ id, name }) => ({ value: id, label: name })),
      ]}
    />
  )
}

const PARTED = new Set(['choice', 'tags'])

/** What figures are parted by: what the event knows, or a field of the person. */
export function Parting({ value, onChange, by }: OptionalProps & { by: string[] }) {
  const say = useSay()
  const names = useNames()
  const fields = names.fields.filter(({ kind }) => PARTED.has(kind))
  return (
    <Named name={say('ask.by')}>
      <Select
        aria-label={say('ask.by')}
        showSearch={{ optionFilterProp: 'label' }}
        popupMatchSelectWidth={false}
        style={{ minWidth: 112 }}
        value={value ?? ''}
        onChange={(name) => onChange(name || null)}
        options={[
          { value: '', label: say('ask.byNothing') },
          {
            label: say('ask.byEvent'),
            options: by.map((name) => ({ value: name, label: names.by(name) })),
          },
          {
            label: say('ask.byPerson'),
            options: fields.map(({ name, title }) => ({ value: `field:${name}`, label: title })),
          },
        ].filter((one) => !('options' in one) || one.options?.length)}
      />
    </Named>
  )
}

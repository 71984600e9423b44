/** One event and what is asked of its properties. */

import { CloseOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import type { ReactNode } from 'react'
import { useSay } from '../../platform/language'
import type { EventKind, Property, Step, Where } from '../language'
import { useEditing } from './editing'
import { kept, opsOf } from './kinds'
import { Pick } from './pick'
import { ValueEditor } from './value'

export const useEvent = (name: string): EventKind | undefined =>
  useEditing().catalogue.events.find((one) => one.name === name)

export function EventPick({ value, onChange }: { value: string; onChange: (to: string) => void }) {
  const say = useSay()
  const { events } = useEditing().catalogue
  return (
    <Pick
      label={say('build.event')}
      value={value}
      onChange={onChange}
      options={events.map(({ name, title }) => ({ value: name, label: title }))}
    />
  )
}

interface FilterProps {
  filter: Where
  properties: Property[]
  onChange: (filter: Where, of?: string) => void
  onRemove: () => void
}

function Filter({ filter, properties, onChange, onRemove }: FilterProps) {
  const say = useSay()
  const { catalogue } = useEditing()
  const property = properties.find((one) => one.name === filter.property)
  const ops = property ? opsOf(catalogue, property.kind, 'property') : []
  return (
    <div className="said filter">
      <span className="quiet">{say('build.where')}</span>
      <Pick
        label={say('build.property')}
        value={filter.property}
        onChange={(name) => {
          const next = properties.find((one) => one.name === name)
          const first = next && opsOf(catalogue, next.kind, 'property')[0]
          onChange({ property: name, op: first?.op ?? 'is_set' })
        }}
        options={properties.map(({ name, title }) => ({ value: name, label: title }))}
      />
      {property && (
        <>
          <Pick
            label={say('build.op')}
            value={filter.op}
            onChange={(op) => onChange({ ...filter, op, value: kept(filter.op, op, filter.value) })}
            options={ops.map(({ op, title }) => ({ value: op, label: title }))}
          />
          <ValueEditor
            asked={property}
            op={filter.op}
            value={filter.value}
            onChange={(value, of) => onChange({ ...filter, value }, of)}
          />
        </>
      )}
      <Button
        type="text"
        icon={<CloseOutlined />}
        aria-label={say('build.removeFilter')}
        onClick={onRemove}
      />
    </div>
  )
}

interface HappeningProps<S extends Step> {
  step: S
  onChange: (part: Partial<Step>, of?: string) => void
  /** What stands before and behind the event in the same line. */
  lead?: ReactNode
  children?: ReactNode
}

/** The event, the rest of its line, and a line for each filter. */
export function Happening<S extends Step>({ step, onChange, lead, children }: HappeningProps<S>) {
  const say = useSay()
  const properties = useEvent(step.event)?.properties ?? []
  const put = (at: number, filters: Where[], of?: string) =>
    onChange({ where: step.where.toSpliced(at, 1, ...filters) }, of && `where${at}/${of}`)
  return (
    <>
      <div className="said">
        {lead}
        <EventPick value={step.event} onChange={(event) => onChange({ event, where: [] })} />
        {children}
        {properties.length > 0 && (
          <Button
            type="text"
            className="add-filter"
            onClick={() => onChange({ where: [...step.where, { property: '', op: 'is_set' }] })}
          >
            {say('build.addFilter')}
          </Button>
        )}
      </div>
      {step.where.map((filter, at) => (
        <Filter
          // biome-ignore lint/suspicious/noArrayIndexKey: filters have no name but their place
          key={at}
          filter={filter}
          properties={properties}
          onChange={(next, of) => put(at, [next], of)}
          onRemove={() => put(at, [])}
        />
      ))}
    </>
  )
}

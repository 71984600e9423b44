/** An event: whether, how often, how much, and when. */

import { useState } from 'react'
import { useSay } from '../../platform/language'
import { type EventCondition, MEASURES, type Measure } from '../language'
import { useEditing, usePut } from './editing'
import { asksProperty, kept, measuredKind, measures, opsOf } from './kinds'
import { Pick } from './pick'
import { ValueEditor } from './value'
import { Happening, useEvent } from './where'
import { WindowEditor } from './window'

type Asking = Measure | 'did' | 'did_not'

function askingOf({ measure, op, value }: EventCondition): Asking {
  if (measure !== 'count') return measure
  if (op === 'ge' && value === 1) return 'did'
  return op === 'eq' && value === 0 ? 'did_not' : 'count'
}

function begun(asking: Asking): Partial<EventCondition> {
  if (asking === 'did') return { measure: 'count', property: undefined, op: 'ge', value: 1 }
  if (asking === 'did_not') return { measure: 'count', property: undefined, op: 'eq', value: 0 }
  return { measure: asking, property: undefined, op: 'ge', value: asking === 'count' ? 2 : null }
}

interface MeasuredProps {
  leaf: EventCondition
  put: ReturnType<typeof usePut<EventCondition>>
}

function Measured({ leaf, put }: MeasuredProps) {
  const say = useSay()
  const { catalogue } = useEditing()
  const properties = useEvent(leaf.event)?.properties ?? []
  const fit = properties.filter(({ kind }) => measures(leaf.measure, kind))
  const property = properties.find((one) => one.name === leaf.property)
  const kind = measuredKind(leaf.measure, property?.kind)
  const ends = leaf.measure === 'first' || leaf.measure === 'last'
  const ops = opsOf(catalogue, kind, ends ? 'property' : 'measure')
  const asked = ends && property ? property : { title: say(`measure.${leaf.measure}`), kind }
  return (
    <>
      {asksProperty(leaf.measure) && (
        <Pick
          label={say('build.property')}
          value={leaf.property}
          onChange={(name) => {
            const next = measuredKind(leaf.measure, fit.find((one) => one.name === name)?.kind)
            const first = opsOf(catalogue, next, ends ? 'property' : 'measure')
            const same = next === kind && first.some(({ op }) => op === leaf.op)
            put({ property: name, ...(same ? {} : { op: first[0]?.op ?? 'ge', value: null }) })
          }}
          options={fit.map(({ name, title }) => ({ value: name, label: title }))}
        />
      )}
      <Pick
        label={say('build.op')}
        value={leaf.op}
        onChange={(op) => put({ op, value: kept(leaf.op, op, leaf.value) })}
        options={ops.map(({ op, title }) => ({ value: op, label: title }))}
      />
      <ValueEditor
        asked={asked}
        op={leaf.op}
        value={leaf.value}
        onChange={(value, of) => put({ value }, of)}
      />
      {leaf.measure === 'count' && <span>{say('build.times')}</span>}
      {leaf.measure === 'days' && <span>{say('build.days', { count: 2 })}</span>}
    </>
  )
}

export function EventRow({ id, leaf }: { id: string; leaf: EventCondition }) {
  const say = useSay()
  const put = usePut(id, leaf)
  // Who counts and types a one is still counting; "did" comes back only by choosing it.
  const [counts, count] = useState(() => askingOf(leaf) === 'count')
  const said = askingOf(leaf)
  const asking = counts && (said === 'did' || said === 'did_not') ? 'count' : said
  const plain = asking === 'did' || asking === 'did_not'
  return (
    <>
      <Happening
        step={leaf}
        onChange={(part, of) => put('event' in part ? { ...part, ...begun('did') } : part, of)}
      >
        <Pick
          label={say('build.measure')}
          value={asking}
          onChange={(next) => {
            count(next === 'count')
            put(begun(next as Asking))
          }}
          options={(['did', 'did_not', ...MEASURES] as const).map((one) => ({
            value: one,
            label: say(`measure.${one}`),
          }))}
        />
        {!plain && <Measured leaf={leaf} put={put} />}
      </Happening>
      <WindowEditor window={leaf.window} onChange={(window, of) => put({ window }, of)} />
    </>
  )
}

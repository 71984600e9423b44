/** A field of the person; being in another segment; being among the top; being drawn. */

import { Segmented } from 'antd'
import { useSay } from '../../platform/language'
import type { FieldCondition, SampleCondition, SegmentCondition, TopCondition } from '../language'
import { useEditing, usePut } from './editing'
import { kept, opsOf } from './kinds'
import { firstOp } from './new-leaf'
import { Count, Pick, Share } from './pick'
import { ValueEditor } from './value'

interface RowProps<L> {
  id: string
  leaf: L
}

export function FieldRow({ id, leaf }: RowProps<FieldCondition>) {
  const say = useSay()
  const { catalogue } = useEditing()
  const put = usePut(id, leaf)
  const field = catalogue.fields.find((one) => one.name === leaf.field)
  return (
    <div className="said">
      <Pick
        label={say('build.field')}
        value={leaf.field}
        onChange={(name) => {
          const next = catalogue.fields.find((one) => one.name === name)
          const same = next?.kind === field?.kind && !next?.options && !field?.options
          put(next && !same ? { field: name, ...firstOp(catalogue, next.kind) } : { field: name })
        }}
        options={catalogue.fields.map(({ name, title }) => ({ value: name, label: title }))}
      />
      {field && (
        <>
          <Pick
            label={say('build.op')}
            value={leaf.op}
            onChange={(op) => put({ op, value: kept(leaf.op, op, leaf.value) })}
            options={opsOf(catalogue, field.kind).map(({ op, title }) => ({
              value: op,
              label: title,
            }))}
          />
          <ValueEditor
            asked={field}
            op={leaf.op}
            value={leaf.value}
            onChange={(value, of) => put({ value }, of)}
          />
        </>
      )}
    </div>
  )
}

export function SegmentRow({ id, leaf }: RowProps<SegmentCondition>) {
  const say = useSay()
  const { segments } = useEditing().catalogue
  const put = usePut(id, leaf)
  return (
    <div className="said">
      <span>{say('build.inSegment')}</span>
      <Pick
        label={say('build.segment')}
        value={leaf.segment}
        onChange={(segment) => put({ segment })}
        options={segments.map((one) => ({ value: one.id, label: one.name }))}
      />
    </div>
  )
}

export function TopRow({ id, leaf }: RowProps<TopCondition>) {
  const say = useSay()
  const { fields } = useEditing().catalogue
  const put = usePut(id, leaf)
  const counted = leaf.n !== undefined
  const ranked = fields.filter(({ kind }) => kind === 'number' || kind === 'money')
  return (
    <div className="said">
      <span>{say('build.rankedBy')}</span>
      <Pick
        label={say('build.field')}
        value={leaf.by}
        onChange={(by) => put({ by })}
        options={ranked.map(({ name, title }) => ({ value: name, label: title }))}
      />
      <Pick
        label={say('build.end')}
        value={leaf.end}
        onChange={(end) => put({ end: end as TopCondition['end'] })}
        options={(['top', 'bottom'] as const).map((one) => ({
          value: one,
          label: say(`build.${one}`),
        }))}
      />
      {counted ? (
        <Count
          label={say('build.howMany')}
          value={leaf.n}
          onChange={(n) => put({ n }, 'n')}
          min={1}
          digits={0}
        />
      ) : (
        <Share
          label={say('build.howMany')}
          value={leaf.share}
          onChange={(share) => put({ share }, 'share')}
        />
      )}
      <Segmented
        value={counted ? 'n' : 'share'}
        onChange={(to) =>
          put(to === 'n' ? { n: 100, share: undefined } : { share: 0.2, n: undefined })
        }
        options={[
          { value: 'share', label: say('build.byShare') },
          { value: 'n', label: say('build.byNumber') },
        ]}
      />
    </div>
  )
}

export function SampleRow({ id, leaf }: RowProps<SampleCondition>) {
  const say = useSay()
  const put = usePut(id, leaf)
  return (
    <div className="said">
      <span>{say('build.drawn')}</span>
      <Share
        label={say('build.howMany')}
        value={leaf.share}
        onChange={(share) => put({ share }, 'share')}
      />
      <span className="quiet">{say('build.seed')}</span>
      <Count
        label={say('build.seed')}
        value={leaf.seed}
        onChange={(seed) => put({ seed: seed ?? 0 }, 'seed')}
        min={0}
        digits={0}
      />
      <span className="quiet">{say('build.seedNote')}</span>
    </div>
  )
}

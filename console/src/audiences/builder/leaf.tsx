import type { Leaf } from '../language'
import { EventRow } from './event-row'
import { FieldRow, SampleRow, SegmentRow, TopRow } from './other-rows'
import { SequenceRow } from './sequence-row'

/** One condition as a sentence of controls. */
export function LeafRow({ id, leaf }: { id: string; leaf: Leaf }) {
  switch (leaf.kind) {
    case 'field':
      return <FieldRow id={id} leaf={leaf} />
    case 'event':
      return <EventRow id={id} leaf={leaf} />
    case 'sequence':
      return <SequenceRow id={id} leaf={leaf} />
    case 'segment':
      return <SegmentRow id={id} leaf={leaf} />
    case 'top':
      return <TopRow id={id} leaf={leaf} />
    case 'sample':
      return <SampleRow id={id} leaf={leaf} />
  }
}

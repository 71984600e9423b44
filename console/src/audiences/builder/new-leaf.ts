/** A condition as it begins: the question that is asked most often of its kind. */

import type { Catalogue, Kind, Leaf } from '../language'
import { operand, opsOf } from './kinds'

const FIRST: Record<Kind, string> = {
  text: 'is_set',
  number: 'ge',
  money: 'ge',
  instant: 'last_days',
  date: 'between',
  day: 'next_days',
  choice: 'any_of',
  tags: 'any_of',
  yes_no: 'is',
  id: 'any_of',
}

export function firstOp(catalogue: Catalogue, kind: Kind) {
  const known = opsOf(catalogue, kind)
  const op = known.find((one) => one.op === FIRST[kind])?.op ?? known[0]?.op ?? FIRST[kind]
  return { op, value: operand(op) === 'yes_no' ? true : undefined }
}

/** What the list of conditions to add offers: `field:spent`, `event:OrderPlaced`, `top:` … */
export function newLeaf(catalogue: Catalogue, chosen: string): Leaf {
  const [kind, name = ''] = chosen.split(/:(.*)/s)
  switch (kind) {
    case 'field': {
      const field = catalogue.fields.find((one) => one.name === name)
      return { kind: 'field', field: name, ...firstOp(catalogue, field?.kind ?? 'text') }
    }
    case 'segment':
      return { kind: 'segment', segment: name }
    case 'sequence': {
      const open = { event: '', where: [] }
      const window = { kind: 'ever' as const }
      return { kind: 'sequence', steps: [open, { ...open }], within_days: 7, window }
    }
    case 'top':
      return { kind: 'top', by: '', share: 0.2, end: 'top' }
    case 'sample':
      return { kind: 'sample', share: 0.1, seed: 1 + Math.floor(Math.random() * 9999) }
    default:
      return {
        kind: 'event',
        event: name,
        where: [],
        measure: 'count',
        op: 'ge',
        value: 1,
        window: { kind: 'last_days', days: 30 },
      }
  }
}

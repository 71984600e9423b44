/** The segment language, and what may be asked in it. */

import type { Ref } from '../api/types'

export type Kind =
  | 'text'
  | 'number'
  | 'money'
  | 'instant'
  | 'date'
  | 'day'
  | 'choice'
  | 'tags'
  | 'yes_no'
  | 'id'

export interface Option {
  key: string
  title: string
}
export interface Property {
  name: string
  title: string
  kind: Kind
  options?: Option[] | null
  /** What an id is an id of, such as `staff`. */
  noun?: string | null
}
export interface Field extends Property {
  group?: string | null
}
export interface EventKind {
  name: string
  title: string
  properties: Property[]
}
export interface Op {
  op: string
  title: string
}
export interface Catalogue {
  fields: Field[]
  events: EventKind[]
  segments: Ref[]
  ops: Partial<Record<Kind, Op[]>>
  property_ops: Partial<Record<Kind, Op[]>>
}

/** What a condition compares with: minor units, ISO days, keys, a number of days, a pair. */
export type Value = number | string | boolean | string[] | [Bound, Bound] | null
export type Bound = number | string | null

export interface Where {
  property: string
  op: string
  value?: Value
}
export interface Step {
  event: string
  where: Where[]
}
export type Window =
  | { kind: 'ever' }
  | { kind: 'last_days' | 'before_last_days'; days: number | null }
  | { kind: 'between'; from: string | null; until: string | null }
  | (Step & { kind: 'after_event'; which: 'first' | 'last'; days: number | null })

export const MEASURES = [
  'count',
  'days',
  'sum',
  'avg',
  'min',
  'max',
  'distinct',
  'first',
  'last',
] as const
export type Measure = (typeof MEASURES)[number]

export interface FieldCondition {
  kind: 'field'
  field: string
  op: string
  value?: Value
}
export interface EventCondition extends Step {
  kind: 'event'
  measure: Measure
  property?: string
  op: string
  value?: Value
  window: Window
}
export interface SequenceCondition {
  kind: 'sequence'
  steps: Step[]
  within_days: number | null
  window: Window
}
export interface SegmentCondition {
  kind: 'segment'
  segment: string
}
export interface TopCondition {
  kind: 'top'
  by: string
  share?: number | null
  n?: number | null
  end: 'top' | 'bottom'
}
export interface SampleCondition {
  kind: 'sample'
  share: number | null
  seed: number
}
export type Leaf =
  | FieldCondition
  | EventCondition
  | SequenceCondition
  | SegmentCondition
  | TopCondition
  | SampleCondition
export type Condition =
  | { kind: 'all' | 'any'; of: Condition[] }
  | { kind: 'not'; of: Condition }
  | Leaf

/** What the pages of audiences send and get: the segment language and the answers about it. */

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
  words: string
}
export interface Catalogue {
  fields: Field[]
  events: EventKind[]
  segments: Ref[]
  ops: Partial<Record<Kind, Op[]>>
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

export interface Fault {
  place: string
  sentence: string
  mend: string
}
export interface Line {
  indent: number
  text: string
}
export interface Checked {
  faults: Fault[]
  words: Line[]
  words_text: string
}
export interface Person {
  id: string
  name: string
  avatar_url: string | null
}
export interface Part {
  id: string
  name: string
  count: number
}
export interface Preview {
  count: number
  everyone: number
  took_ms: number
  sql: string
  people: Person[]
  by_store: Part[]
  by_value_class: Part[]
  by_adviser: Part[]
  freshness_seconds: number
}

export interface Segment {
  id: string
  name: string
  description: string
  definition: Condition
  live: boolean
  count: number | null
  /** The definition in one line. */
  words: string
  history: Size[]
  uses: number
}
export interface Size {
  day: string
  count: number
  entered: number
  left: number
}
export type SegmentForm = Pick<Segment, 'name' | 'description' | 'definition' | 'live'>

/** People who are in exactly the sets whose places `of` names. */
export interface Region {
  of: number[]
  count: number
}
export interface Overlap {
  regions: Region[]
}

export interface Version {
  version: number
  at: string
  actor_words: string
  definition: Condition
  words: Line[]
}
export interface Use {
  /** What kind of thing uses it, in words. */
  by: string
  names: string[]
}
export interface Moved {
  id: string
  person: Person
  entered: boolean
  at: string
  cause: string
}
/** A condition of a segment about one person: its words, what was found, whether it holds. */
export interface Verdict {
  words: string
  value: string | null
  holds: boolean
  due_at: string | null
  children: Verdict[]
}
export interface Why {
  holds: boolean
  at: string
  tree: Verdict
}
/** A live segment that a person is in. */
export interface Membership {
  id: string
  name: string
  since: string | null
}

export interface TagRule {
  id: string
  name: string
  tag: Ref
  /** Either a segment of the brand's or a definition of the rule's own. */
  segment: Ref | null
  definition: Condition | null
  words: string
  expires_after_days: number | null
  ends_when_left: boolean
  enabled: boolean
  given: number
  taken: number
  last_at: string | null
}
export interface TagRuleForm {
  name: string
  tag_id: string
  segment_id: string | null
  definition: Condition | null
  expires_after_days: number | null
  ends_when_left: boolean
  enabled: boolean
}

export type LadderName = 'stage' | 'value_class'
export interface LadderStep {
  key: string
  title: string
  definition: Condition
  words: string
  people: number
}
export interface Flow {
  before: string
  after: string
  people: number
}

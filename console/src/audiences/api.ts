/** What the server answers about definitions, segments, rules and ladders. */

import type { Ref } from '../api/types'
import type { Condition } from './language'

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
  state: string
  staff: Ref[]
  tags: Ref[]
}
export interface Part {
  key: string
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
/** People who are in exactly the sets whose places `of` names. */
export interface Region {
  of: number[]
  count: number
}
export interface Overlap {
  regions: Region[]
}

export interface Segment {
  id: string
  name: string
  description: string
  definition: Condition
  version: number
  live: boolean
  state: 'off' | 'filling' | 'live'
  /** Counted only while it is live. */
  members: number | null
  words_text: string
  faults: Fault[]
}
export type SegmentForm = Pick<Segment, 'name' | 'description' | 'definition' | 'live'>
/** How many came and went on a day; days on which nobody did are left out. */
export interface Day {
  day: string
  entered: number
  left: number
}
export interface Version {
  version: number
  definition: Condition
  words_text: string
  at: string
  by: string
}
export interface Use {
  kind: string
  name: string
  id: string | null
}
/** A condition about one person: its words, what was found, whether it holds. */
export interface Reason {
  place: string
  words: string
  value: unknown
  holds: boolean
  due_at: string | null
  children: Reason[]
}
export interface Why {
  at: string
  version: number
  holds: boolean
  inside: boolean
  reason: Reason
  moves: { entered: boolean; at: string; cause_words: string }[]
}
/** Somebody who came into a segment or left it. */
export interface Coming {
  person: Person
  entered: boolean
  at: string
  cause_words: string
}
/** A live segment that a person is in. */
export interface Membership {
  id: string
  name: string
  since: string | null
}

export interface TagRuleForm {
  name: string
  tag_id: string
  /** Either a segment of the brand's or a definition of the rule's own. */
  segment_id: string | null
  definition: Condition | null
  expires_after_days: number | null
  ends_when_left: boolean
  enabled: boolean
}
export interface TagRule extends Omit<TagRuleForm, 'tag_id' | 'segment_id'> {
  id: string
  tag: Ref
  segment: Ref
  words_text: string
  given: number
  taken: number
  last_at: string | null
}

export type LadderName = 'stage' | 'value_class'
export interface LadderStep {
  key: string
  title: string
  definition: Condition
  words_text: string
  people: number | null
}
export interface Ladder {
  ladder: LadderName
  title: string
  steps: LadderStep[]
}
export interface Flow {
  before: string
  before_title: string
  after: string
  after_title: string
  people: number
}

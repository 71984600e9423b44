/** What the server answers about definitions, segments, rules and ladders; the generated shapes lead. */

import type { components } from '../api/schema'
import type { Ref } from '../api/types'
import type { Condition } from './language'
import type { Words } from './tag-rules/words'

type Wire = components['schemas']
/** The description leaves open what a definition is; the console has its language. */
type Defined<T> = Omit<T, 'definition'> & { definition: Condition }

export type Fault = Wire['DefinitionFaultOut']
export type Line = Omit<Wire['LineOut'], 'place'>
export type Checked = Wire['CheckedOut']
export type Person = Pick<Wire['PersonRefOut'], 'id' | 'name' | 'avatar_url' | 'staff' | 'tags'>
export type Part = Wire['BarOut']
export type Preview = Wire['SegmentPreviewOut']
/** People who are in exactly the sets whose places `of` names. */
export type Region = Wire['RegionOut']
export type Overlap = Wire['OverlapOut']

/** `members` is counted only while it is live. */
export type Segment = Defined<Omit<Wire['SegmentOut'], 'state'>> & {
  state: 'off' | 'filling' | 'live'
}
export type SegmentForm = Required<Defined<Wire['SegmentForm']>>
/** How many came and went on a day; days on which nobody did are left out. */
export type Day = Wire['SegmentDayOut']
export type Version = Defined<Wire['VersionOut']>
export type Use = Wire['UseOut']
/** A condition about one person: its words, what was found, whether it holds. */
export type Reason = Wire['VerdictOut']
export type Why = Wire['WhyOut']
/** Somebody who came into a segment or left it. */
export type Coming = Wire['ComingOut']
/** A live segment that a person is in. */
export type Membership = Wire['MembershipOut']

/** `segment_id`, a segment of the brand's; a definition of the rule's own; or words of a chat. */
export interface TagRuleForm extends Required<Omit<Wire['TagRuleForm'], 'definition' | 'words'>> {
  definition: Condition | null
  words: Words | null
}
export interface TagRule extends Omit<Wire['TagRuleOut'], 'definition'> {
  tag: Ref
  segment: Ref | null
  definition: Condition | null
}

export type LadderName = 'stage' | 'value_class'
export type LadderStep = Pick<
  Defined<Wire['LadderStepOut']>,
  'key' | 'title' | 'definition' | 'words_text' | 'people'
>
export interface Ladder {
  ladder: LadderName
  steps: LadderStep[]
}
export type Flow = Wire['FlowOut']

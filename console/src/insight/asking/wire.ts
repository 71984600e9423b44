/** Questions and their answers by short names; the generated description is the source. */

import type { components } from '../../api/schema'

type Wire = components['schemas']

export type Metric = Wire['MetricOut']
export type EventKind = Wire['AskableEventOut']
export type Property = Wire['PropertyOut']
export type Selected = Wire['Selected']
export type Condition = Wire['Condition']
export type Span = Wire['Span']
export type Grain = Wire['Grain']
export type RfmGroup = Wire['RfmGroup']
export type FigurePart = Wire['FigurePart']
export type FunnelPart = Wire['FunnelPart']
export type Cohort = Wire['Cohort']
export type ScoreCell = Wire['ScoreCell']
export type GroupLine = Wire['GroupLine']
export type Likely = Wire['Likely']
export type NoFit = Wire['NoFit']
export type Caution = Wire['FitCaution']
export type WorthPart = Wire['WorthPart']
export type WorthBand = Wire['WorthBand']
export type PersonWorth = Wire['PersonWorth']
export type SurvivalPart = Wire['SurvivalPart']
export type ChannelCredit = Wire['ChannelCredit']
export type Found = Wire['SqlOut']

/** Each kind of question with the answer it gets. */
export interface Kinds {
  figure: [Wire['FigureQuestion'], Wire['FigureAnswer']]
  funnel: [Wire['FunnelQuestion'], Wire['FunnelAnswer']]
  retention: [Wire['RetentionQuestion'], Wire['RetentionAnswer']]
  activity: [Wire['ActivityQuestion'], Wire['ActivityAnswer']]
  paths: [Wire['PathQuestion'], Wire['PathAnswer']]
  distribution: [Wire['DistributionQuestion'], Wire['DistributionAnswer']]
  rfm: [Wire['RfmQuestion'], Wire['RfmAnswer']]
  lifetime: [Wire['LifetimeQuestion'], Wire['LifetimeAnswer']]
  survival: [Wire['SurvivalQuestion'], Wire['SurvivalAnswer']]
  attribution: [Wire['AttributionQuestion'], Wire['AttributionAnswer']]
  association: [Wire['AssociationQuestion'], Wire['AssociationAnswer']]
}
export type Kind = keyof Kinds
export type QuestionOf<K extends Kind> = Kinds[K][0]
export type AnswerOf<K extends Kind> = Kinds[K][1]
export type AnyQuestion = QuestionOf<Kind>
export type Asked<K extends Kind = Kind> = Omit<Wire['AnswerOut'], 'answer'> & {
  answer: AnswerOf<K>
}
/** A question and its answer, which travel together so that one never labels the other's figures. */
export interface Answered<K extends Kind = Kind> {
  question: QuestionOf<K>
  out: Asked<K>
}

export type Cell = Partial<Wire['Cell']>
export type People = Wire['PeopleBehindOut']
export type Tile = Wire['Tile']
export type Board = Wire['BoardOut']
export type BoardLine = Wire['BoardLine']
export type BoardForm = Wire['BoardForm']
export type TileAnswer = Wire['TileAnswer']

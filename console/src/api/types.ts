/** Wire shapes by short names; the generated description is the source. */

import type { components } from './schema'

type Wire = components['schemas']
/** The description leaves some words open that the console has shapes and texts for. */
type Narrow<T, N> = Omit<T, keyof N> & N

export interface Ref {
  id: string
  name: string
}
export interface List<T> {
  items: T[]
  next_cursor: string | null
}

export type Me = Wire['MeOut']
export type Clock = Wire['ClockOut']
export type TourStep = Wire['StepOut']

export type Outcome = Wire['Outcome']
export type Delivery = Wire['DeliveryOut']
export type Content = Wire['ContentOut']
export type DutyState = 'on_duty' | 'backup' | 'nobody'
/** `state` is null until duty was reckoned for the first time. */
type DutyBrief = Narrow<Wire['DutyBrief'], { state: DutyState | null; staff: Ref[] }>

export type Today = Narrow<
  Wire['TodayOut'],
  {
    welcomes: Narrow<Wire['WelcomeCount'], { outcome: Outcome }>[]
    on_duty: (DutyBrief & { live_code: Ref })[]
    latest: Narrow<Wire['NewFriend'], { welcome: { outcome: Outcome; words: string } | null }>[]
  }
>

export type FriendState = 'friend' | 'lost' | 'known'
export type CustomerRow = Narrow<Wire['CustomerOut'], { state: FriendState }>
export type RelationState = 'friend' | 'half' | 'deleted_by_customer' | 'deleted_by_staff'
export type Relation = Narrow<Wire['RelationOut'], { state: RelationState }>
export type Consent = Narrow<Wire['ConsentOut'], { state: 'given' | 'withdrawn' }>
export type CustomerTag = Wire['GivenTagOut']
export type Customer = Narrow<
  Wire['PersonOut'],
  { state: FriendState | 'erased'; relations: Relation[]; consents: Consent[] }
>
export type Identity = Wire['IdentityOut']
export type Erasure = Wire['ErasureOut']
export type Suggestion = Wire['SuggestionOut']
export type SharedValue = Wire['SharedOut']
export type Preview = Wire['PreviewOut']
export type Merge = Wire['MergeOut']
export type IdentityPage = Wire['IdentityPageOut']
export type Split = Wire['SplitOut']
export type Field = Wire['FieldOut']
export type YearlyDay = Wire['DayForm']
export type Said = { source_words: string; at: string }
export type Profile = Wire['ProfileOut']
export type ProfileForm = Partial<Wire['ProfileForm']>
export type CustomField = Wire['CustomFieldOut']
export type CustomFieldForm = Wire['CustomFieldForm']
export type Timeline = Wire['TimelineOut']
export type TimelineEntry = Wire['EntryOut']
export type Chat = Wire['ChatOut']
export type ChatMessage = Wire['MessageOut']
export type TagGroup = Wire['TagGroupOut']

export type SavedView = Wire['ViewOut']
export type ViewForm = Wire['ViewForm']
export type Sort = SavedView['sort']
export type Count = Wire['CountOut']
type InWecom = 'told' | 'waiting' | 'refused' | 'here'
export type LibraryTag = Narrow<Wire['LibraryTagOut'], { state: InWecom }>
export type LibraryGroup = Narrow<Wire['LibraryGroupOut'], { state: InWecom; tags: LibraryTag[] }>
export type Library = Narrow<Wire['LibraryOut'], { items: LibraryGroup[] }>
export type BatchState = 'waiting' | 'running' | 'done' | 'cancelled'
export type TagBatch = Narrow<
  Wire['TagBatchOut'],
  { state: BatchState; act: 'tag' | 'untag' | 'undo' }
>
export type TagBatchRow = Wire['TaggedRowOut']
export type OrderState = Wire['OrderState']
export type Order = Wire['OrderOut']
export type OrderWhole = Wire['OrderWhole']
export type OrderLine = Wire['OrderLineOut']
export type Bought = Wire['BoughtOut']
export type MallForm = Wire['MallForm']
export type Mall = Narrow<Wire['MallOut'], { vendor: MallForm['vendor'] }>
export type ShopFigures = Wire['ShopFiguresOut']
export type ShopMonth = Wire['MonthOut']
export type History = Wire['HistoryOut']
export type PublishedCheck = Wire['PublishedFigureOut']

export type CodeState = 'publishing' | 'ready' | 'failed' | 'paused'
export type LiveCodeRow = Narrow<Wire['CodeLine'], { state: CodeState; duty: DutyBrief }>
export type SlotWire = Wire['SlotForm-Output']
export type SpecialDate = Wire['SpecialDateForm-Output']
export type LiveCode = Narrow<
  Required<Wire['CodeOut']>,
  { state: CodeState; caps: Required<Cap>[] }
>
type Cap = Wire['CapForm']
export type LiveCodeForm = Pick<LiveCode, keyof Wire['CodeForm']>
export type Assignment = LiveCodeForm['assignment']
export type Duty = Narrow<
  Wire['DutySpan'],
  { state: DutyState; by: 'special_date' | 'weekday' | 'all_day' | 'backup' | null }
>
export type CodeStatistics = Wire['StatisticsOut']

export type WelcomeRule = Narrow<
  Wire['RuleOut'],
  { time_from: string | null; time_to: string | null }
>
export type WelcomeForm = Omit<WelcomeRule, 'id' | 'sent_count' | 'updated_at' | 'published'>
export type Published = Wire['PublishedOut']
export type WelcomeLevel = WelcomeForm['level']
export type Aim = Wire['Aim']
export type WelcomeCheck = Narrow<
  Wire['CheckOut'],
  { aims: Narrow<Wire['AimOut'], { aim: Aim }>[] }
>

export type OrgNode = Narrow<
  Wire['NodeOut'],
  { kind: 'hq' | 'region' | 'store'; ownership: 'direct' | 'franchise' | null }
>
export type Staff = Narrow<
  Wire['StaffOut'],
  { status: 'active' | 'inactive' | 'disabled' | 'left' }
>
export type UserWay = 'password' | 'wecom' | 'openid'
export type User = Narrow<Wire['UserOut'], { ways: UserWay[] }>
export type Role = Narrow<Wire['RoleOut'], { sees: 'subtree' | 'own' }>
export type Permission = Wire['PermissionOut']
export type Token = Wire['TokenOut']
export type NewToken = Wire['TokenMade']
export type AuditEntry = Wire['AuditOut']

export type JobState = 'waiting' | 'running' | 'done' | 'failed'
export type Job = Narrow<Wire['JobOut'], { state: JobState }>
export type Listener = Wire['ListenerOut']

export type Connection = Wire['ConnectionOut']
export type SavedConnection = Wire['SavedOut']
export type Finding = Narrow<Wire['DoctorFindingOut'], { state: 'well' | 'ill' | 'skipped' }>
export type Sync = Wire['SyncOut']
export type SyncRun = Wire['RunOut']
export type Callback = Narrow<
  Wire['InboundOut'],
  { state: 'waiting' | 'done' | 'ignored' | 'dead' }
>

export type CopyState = 'adopted' | 'lagging' | 'failed' | 'recalled'
export type PublishableKind = Wire['PublishableOut']
export type Publication = Narrow<
  Wire['PublicationOut'],
  { subject: 'kept' | 'changed' | 'gone' | null }
>
export type PublicationCopy = Narrow<Wire['CopyOut'], { state: CopyState }>
export type PublicationWhole = Publication & { copies: PublicationCopy[] }

export type WaysOffered = Wire['WaysOffered']
export type WaysSet = Required<Wire['WaysSet']>
export type Trial = Narrow<Wire['TrialOut'], { state: 'well' | 'ill' | 'skipped' }>

export type WebhookEndpoint = Wire['EndpointOut']
export type NewWebhookEndpoint = Wire['EndpointMade']
export type WebhookSecret = Wire['SecretOut']
export type WebhookEvent = Wire['WebhookEventOut']
export type Webhook = Wire['WebhookOut']
export type WebhookWhole = Wire['WebhookWhole']
export type WebhookCount = Wire['WebhookCountOut']
export type ImportState =
  | 'uploaded'
  | 'checking'
  | 'checked'
  | 'running'
  | 'done'
  | 'cancelled'
  | 'failed'
  | 'undoing'
  | 'undone'
export type Intake = Wire['IntakeOut']
export type ImportRow = Narrow<Wire['ImportOut'], { state: ImportState }>
export type Import = Narrow<Wire['ImportPageOut'], { state: ImportState }>
export type ExportList = Wire['ExportListOut']
export type ExportState = 'writing' | 'ready' | 'failed' | 'gone'
export type ExportRun = Narrow<
  Wire['ExportRunOut'],
  { state: ExportState; format: 'csv' | 'xlsx' | 'sav' }
>
export type Channel = Wire['Channel']
export type SpentOn = Wire['SpentOn']
export type Source = Required<Wire['SourceOut']>
export type SourceTree = Narrow<Wire['SourcesOut'], { items: Source[] }>
export type SourceForm = Wire['SourceForm']
export type Cost = Wire['CostOut']
export type Costs = Narrow<Wire['CostsOut'], { items: Cost[] }>
export type ShortLink = Required<Wire['ShortLinkOut']>
export type ShortLinkForm = Wire['ShortLinkForm']
export type Visits = Wire['VisitsOut']
export type Partner = Narrow<
  Required<Wire['PartnerOut']>,
  { agreed: 'none' | 'coming' | 'running' | 'over' }
>
export type PartnerForm = Wire['PartnerForm']
export type Partners = Narrow<Wire['PartnersOut'], { items: Partner[] }>
export type Numbers = Wire['NumbersOut']
export type ChannelLine = Wire['ChannelLineOut']
export type ChannelFigures = Wire['ChannelFiguresOut']
export type ChannelsWorth = Wire['ChannelsWorthOut']
export type ChannelWorth = Wire['ChannelWorthOut']
export type Store = Narrow<Wire['StoreOut'], { codes: LiveCodeRow[] }>

export type Site = Wire['SiteOut']
export type NewSite = Wire['SiteMade']
export type SiteForm = Required<Wire['SiteForm']>
export type SiteSecret = Wire['SiteSecretOut']
export type SiteHit = Wire['HitOut']
export type SiteHits = Wire['SiteHitsOut']

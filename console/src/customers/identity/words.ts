/** Accounts, evidence and what goes over, in words. */

import type { Identity, Preview } from '../../api/types'
import { useFormats } from '../../platform/format'
import { type Key, useSay } from '../../platform/language'

const KINDS = [
  'external_userid',
  'unionid',
  'phone',
  'email',
  'member_number',
  'mall_id',
  'app_user_id',
  'device',
  'name',
]
const HOLDINGS = [
  'identities',
  'relations',
  'friend_adds',
  'tag_assignments',
  'consents',
  'wecom_writes',
  'deliveries',
  'live_code_adds',
  'live_code_ends',
  'arrivals',
  'orders',
  'refunds',
]
const STRONG = 100

/** The name of a kind of account; an openid says of which app. */
export function useKind(): (kind: string) => string {
  const say = useSay()
  return (kind) => {
    const [openid, app] = kind.split(':')
    if (openid === 'openid') return `${say('identity.openid')} · ${app}`
    return KINDS.includes(kind) ? say(`identity.${kind}` as Key) : kind
  }
}

export function useKinds(): (kinds: string[]) => string {
  const kind = useKind()
  return (kinds) => kinds.map(kind).join(' · ')
}

/** Where an account is known from, when, and what it proves. */
export function useEvidence(): (one: Identity) => string {
  const say = useSay()
  const format = useFormats()
  return (one) =>
    [
      say('who.told', { source: one.source_words, at: format.instant(one.first_seen_at) }),
      one.weight >= STRONG
        ? say('who.weight.strong')
        : say('who.weight.weak', { points: one.weight }),
    ].join(' · ')
}

/** Rows that go over: "3 relations, 2 tags". */
export function useGone(): (rows: Preview['rows']) => string {
  const say = useSay()
  return (rows) =>
    rows
      .map(({ holding, count }) =>
        HOLDINGS.includes(holding)
          ? say(`holding.${holding}` as Key, { count })
          : say('holding.other', { count, what: holding.replaceAll('_', ' ') }),
      )
      .join(', ')
}

/** What a merge brings over: "47 events, 3 relations, 2 tags". */
export function useGoing(): (preview: Preview) => string {
  const say = useSay()
  const gone = useGone()
  return ({ rows, events }) =>
    [events ? say('same.events', { count: events }) : '', gone(rows)].filter(Boolean).join(', ')
}

/** The sandbox's own API, as the two pages use it. */

export type Standing = 'friends' | 'half' | 'deleted_by_customer' | 'deleted_by_staff'

export interface Person {
  external_userid: string
  name: string
  gender: number
  type: number
  friends: number
}
export interface Member {
  userid: string
  name: string
  position: string
  department: string
  corp: string
  status: number
}
export interface Said {
  msgtype: string
  [part: string]: unknown
}
export interface Message {
  id: string
  sender: 'customer' | 'staff' | 'system'
  via: 'chat' | 'welcome' | 'mass' | 'greeting'
  said: Said
  at: number
}
export interface Chat {
  member: Member
  standing: Standing
  state: string
  since: number
  last: Message | null
}
export interface Code {
  config_id: string
  remark: string
  state: string
  qr_code: string
  scan_url: string
  user: string[]
  skip_verify: boolean
}
export interface StaffRow extends Member {
  customers: number
  new_today: number
  requests: number
  to_confirm: number
}
export interface Customer {
  person: Person
  standing: Standing
  state: string
  since: number
  remark: string
  description: string
  mobiles: string[]
  tags: { id: string; name: string }[]
  last: Message | null
}
export interface MassSend {
  msgid: string
  said: Said[]
  created_at: number
  status: 'waiting' | 'sent' | 'cancelled'
  reminders: number
  targets: { target: string; status: number }[]
}
export interface AppMessage {
  msgid: string
  at: number
  recalled: boolean
  /** Absent once it was recalled. */
  said?: Said
}
export interface Desk extends Member {
  requests: { person: Person; at: number }[]
  customers: Customer[]
  mass: MassSend[]
  app_messages: AppMessage[]
}
export interface TagGroup {
  group_id: string
  group_name: string
  tag: { id: string; name: string }[]
}
export type AddOutcome = 'friends' | 'half' | 'requested' | 'already_friends'

export class Trouble extends Error {}

async function ask<T>(path: string, body?: unknown): Promise<T> {
  const answer = await fetch(path, {
    method: body === undefined ? 'GET' : 'POST',
    headers: body === undefined ? {} : { 'Content-Type': 'application/json' },
    body: body === undefined ? undefined : JSON.stringify(body),
  }).catch(() => {
    throw new Trouble('offline')
  })
  if (answer.ok) return (await answer.json()) as T
  const found = await answer.json().catch(() => ({}))
  throw new Trouble(typeof found.reason === 'string' ? found.reason : `HTTP ${answer.status}`)
}

const api = (path: string) => `/sandbox/api${path}`
const part = encodeURIComponent

export const now = () => ask<{ now: number; day: string; zone: string }>('/sandbox/now')
export const people = (q: string) => ask<{ items: Person[] }>(api(`/people?q=${part(q)}`))
export const newPerson = () => ask<Person>(api('/people'), {})
export const person = (id: string) =>
  ask<Person & { chats: Chat[]; requested: string[] }>(api(`/people/${part(id)}`))
export const chat = (id: string, userid: string) =>
  ask<Chat & { messages: Message[] }>(api(`/people/${part(id)}/chats/${part(userid)}`))
export const codes = () => ask<{ items: Code[] }>(api('/codes'))
export const scan = (external_userid: string, code: string) =>
  ask<{ config_id: string; member: Member; friends: boolean }>(api('/phone/scan'), {
    external_userid,
    code,
  })
export const add = (external_userid: string, config_id: string, userid: string) =>
  ask<{ outcome: AddOutcome }>(api('/phone/add'), { external_userid, config_id, userid })

/** An act of the customer in the chat with one adviser. */
export const onPhone = (act: 'say' | 'delete' | 'readd', body: Record<string, string>) =>
  ask<{ outcome?: AddOutcome }>(api(`/phone/${act}`), body)

export const staff = () => ask<{ items: StaffRow[] }>(api('/staff'))
export const desk = (userid: string) => ask<Desk>(api(`/staff/${part(userid)}`))
export const deskChat = (userid: string, id: string) =>
  ask<Customer & { messages: Message[] }>(api(`/staff/${part(userid)}/chats/${part(id)}`))
export const tags = () => ask<{ items: TagGroup[] }>(api('/tags'))

/** An act of the adviser with one customer or one mass send. */
export const asAdviser = (
  act: 'accept' | 'say' | 'delete' | 'edit' | 'confirm',
  body: Record<string, unknown>,
) => ask<unknown>(api(`/adviser/${act}`), body)

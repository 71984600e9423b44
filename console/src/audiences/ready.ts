/** Three definitions to start from, as far as this brand's catalogue knows what they ask. */

import type { Catalogue, Condition } from './language'

const bought = (op: string, value: number, kind: 'last_days' | 'before_last_days', days: number) =>
  ({
    kind: 'event',
    event: 'OrderPlaced',
    where: [],
    measure: 'count',
    op,
    value,
    window: { kind, days },
  }) satisfies Condition

export type Ready = 'twice' | 'away' | 'birthday'

const READY: Record<Ready, Condition> = {
  twice: { kind: 'all', of: [bought('ge', 2, 'last_days', 90)] },
  away: {
    kind: 'all',
    of: [bought('ge', 1, 'before_last_days', 30), bought('eq', 0, 'last_days', 30)],
  },
  birthday: {
    kind: 'all',
    of: [{ kind: 'field', field: 'birthday', op: 'next_days', value: 7 }],
  },
}

export function ready({ fields, events }: Catalogue): [Ready, Condition][] {
  const buys = events.some((one) => one.name === 'OrderPlaced')
  const born = fields.some((one) => one.name === 'birthday')
  return (Object.entries(READY) as [Ready, Condition][]).filter(([name]) =>
    name === 'birthday' ? born : buys,
  )
}

export const NOTHING: Condition = { kind: 'all', of: [] }
export const EMPTY: Catalogue = { fields: [], events: [], segments: [], ops: {}, property_ops: {} }
export const isReady = (name: string): name is Ready => name in READY
export const readyOf = (name: string): Condition => (isReady(name) ? READY[name] : NOTHING)

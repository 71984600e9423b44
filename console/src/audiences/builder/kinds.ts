/** What can be asked of a value of a kind, and with what it is compared. */

import type {
  Bound,
  Catalogue,
  Kind,
  Leaf,
  Measure,
  Op,
  Step,
  Value,
  Where,
  Window,
} from '../language'

export type Operand = 'none' | 'one' | 'pair' | 'keys' | 'days' | 'yes_no'

/** The shape of what an op compares with. */
export function operand(op: string): Operand {
  if (op === 'is_set' || op === 'not_set') return 'none'
  if (op === 'between') return 'pair'
  if (op === 'any_of' || op === 'all_of' || op === 'none_of') return 'keys'
  if (op === 'last_days' || op === 'next_days' || op === 'more_than_days_ago') return 'days'
  return op === 'is' ? 'yes_no' : 'one'
}

const NUMBERS = ['eq', 'ne', 'gt', 'ge', 'lt', 'le', 'between']

/** The ops of a kind; a measure compares numbers. */
export function opsOf(
  { ops, property_ops }: Catalogue,
  kind: Kind,
  of: 'field' | 'property' | 'measure' = 'field',
): Op[] {
  if (of === 'measure') return (ops.number ?? []).filter(({ op }) => NUMBERS.includes(op))
  return (of === 'property' ? property_ops : ops)[kind] ?? []
}

const SUMS: Measure[] = ['sum', 'avg', 'min', 'max']

/** Whether a measure looks at a property, and at which kinds of it. */
export function measures(measure: Measure, kind: Kind): boolean {
  if (measure === 'count' || measure === 'days') return false
  return SUMS.includes(measure) ? kind === 'number' || kind === 'money' : true
}
export const asksProperty = (measure: Measure) => measure !== 'count' && measure !== 'days'

/** What a measure of a property of `kind` is itself. */
export function measuredKind(measure: Measure, kind: Kind | undefined): Kind {
  if (measure === 'count' || measure === 'days' || measure === 'distinct') return 'number'
  return kind ?? 'number'
}

const given = (bound: Bound | undefined) => bound !== null && bound !== undefined && bound !== ''

/** Whether the value that an op needs is all there. */
export function filled(op: string, value: Value | undefined): boolean {
  switch (operand(op)) {
    case 'none':
      return true
    case 'keys':
      return Array.isArray(value) && value.length > 0
    case 'pair':
      return Array.isArray(value) && value.length === 2 && value.every(given)
    case 'yes_no':
      return typeof value === 'boolean'
    default:
      return given(value as Bound | undefined)
  }
}

/** The value kept when another op is chosen: as it was where it still fits. */
export const kept = (before: string, after: string, value: Value | undefined): Value | undefined =>
  operand(before) === operand(after) ? value : operand(after) === 'yes_no' ? true : undefined

const wholeStep = ({ event, where }: Step) =>
  event !== '' && where.every((one) => one.property !== '' && filled(one.op, one.value))

function wholeWindow(window: Window): boolean {
  switch (window.kind) {
    case 'ever':
      return true
    case 'between':
      return Boolean(window.from && window.until)
    case 'after_event':
      return wholeStep(window)
    default:
      return window.days !== null
  }
}

/** Whether nothing is left open in a condition; what is open is not asked of the server. */
export function whole(leaf: Leaf): boolean {
  switch (leaf.kind) {
    case 'field':
      return filled(leaf.op, leaf.value)
    case 'event':
      return (
        wholeStep(leaf) &&
        filled(leaf.op, leaf.value) &&
        wholeWindow(leaf.window) &&
        (!asksProperty(leaf.measure) || Boolean(leaf.property))
      )
    case 'sequence':
      return leaf.steps.length > 1 && leaf.steps.every(wholeStep) && wholeWindow(leaf.window)
    case 'segment':
      return leaf.segment !== ''
    case 'top':
      return leaf.by !== '' && Boolean(leaf.share || leaf.n)
    case 'sample':
      return Boolean(leaf.share)
  }
}

const list = <T>(value: T[] | undefined): T[] => (Array.isArray(value) ? value : [])
const filter = ({ property, op, value }: Where): Where => ({ property, op, value })
const step = ({ event = '', where }: Step): Step => ({
  event,
  where: list<Where>(where).map(filter),
})

function spanned(window: Window | undefined): Window {
  switch (window?.kind) {
    case 'after_event': {
      const { kind, which = 'last', days = null } = window
      return { kind, ...step(window), which, days }
    }
    case 'between':
      return { kind: 'between', from: window.from, until: window.until }
    case 'last_days':
    case 'before_last_days':
      return { kind: window.kind, days: window.days }
    default:
      return { kind: 'ever' }
  }
}

/** A condition with everything the language lets one leave out, its keys in the order one reads. */
export function spelled(leaf: Leaf): Leaf {
  const { kind } = leaf
  switch (kind) {
    case 'field':
      return { kind, field: leaf.field, op: leaf.op, value: leaf.value }
    case 'event': {
      const { measure, property, op, value, window } = leaf
      return { kind, ...step(leaf), measure, property, op, value, window: spanned(window) }
    }
    case 'sequence': {
      const { steps, within_days = null, window } = leaf
      return { kind, steps: list(steps).map(step), within_days, window: spanned(window) }
    }
    case 'segment':
      return { kind, segment: leaf.segment }
    case 'top':
      return { kind, by: leaf.by ?? '', share: leaf.share, n: leaf.n, end: leaf.end ?? 'top' }
    case 'sample':
      return { kind, share: leaf.share, seed: leaf.seed }
  }
}

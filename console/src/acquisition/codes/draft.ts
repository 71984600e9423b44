/** A live code while it is edited. Pure. */

import type { LiveCodeForm } from '../../api/types'
import { type Overlap, overlaps, type Slot } from '../schedule/slots'
import { fromWire, type Group, toWire } from '../schedule/times'

export interface Draft extends Omit<LiveCodeForm, 'slots'> {
  groups: Group[]
  slots: Slot[]
}
export type SetDraft = (change: Partial<Draft>) => void

export const NEW: LiveCodeForm = {
  name: '',
  node_id: null,
  source_id: null,
  paused: false,
  all_day_staff_ids: [],
  slots: [],
  special_dates: [],
  assignment: 'all',
  weights: [],
  cap_per_day: null,
  cap_total: null,
  caps: [],
  backup_staff_ids: [],
  tag_ids: [],
  remark_pattern: null,
  skip_verify: 'always',
  skip_verify_from: null,
  skip_verify_to: null,
  nickname_blocklist: [],
}

const FIELDS = Object.keys(NEW) as (keyof LiveCodeForm)[]

export function draftOf(form: LiveCodeForm): Draft {
  const only = Object.fromEntries(
    FIELDS.map((field) => [field, form[field]]),
  ) as unknown as LiveCodeForm
  return { ...only, ...fromWire(form.slots) }
}

/** Everyone who may be asked to answer, in the order they first appear. */
export function people(draft: Draft): string[] {
  const used = new Set(draft.slots.map((slot) => slot.group))
  return [
    ...new Set([
      ...draft.groups.filter((group) => used.has(group.key)).flatMap((group) => group.staff_ids),
      ...draft.special_dates.flatMap((date) => date.staff_ids),
      ...draft.all_day_staff_ids,
      ...draft.backup_staff_ids,
    ]),
  ]
}

/** The body of a save; weights and caps of people who no longer answer are left out. */
export function formOf({ groups, slots, ...rest }: Draft): LiveCodeForm {
  const answering = new Set(people({ groups, slots, ...rest }))
  const windowed = rest.skip_verify === 'window'
  return {
    ...rest,
    name: rest.name.trim(),
    slots: toWire(groups, slots),
    weights:
      rest.assignment === 'weighted'
        ? rest.weights.filter((one) => answering.has(one.staff_id))
        : [],
    caps: rest.caps.filter(
      (one) => answering.has(one.staff_id) && (one.per_day !== null || one.total !== null),
    ),
    remark_pattern: rest.remark_pattern?.trim() || null,
    skip_verify_from: windowed ? rest.skip_verify_from : null,
    skip_verify_to: windowed ? rest.skip_verify_to : null,
  }
}

export interface Faults {
  name: boolean
  /** Nobody would ever answer. */
  nobody: boolean
  /** Groups on the grid without people. */
  empty: Group[]
  overlaps: Overlap[]
  dates: boolean
  window: boolean
}

export function faultsOf(draft: Draft): Faults {
  const used = new Set(draft.slots.map((slot) => slot.group))
  return {
    name: draft.name.trim() === '',
    nobody: people(draft).length === 0,
    empty: draft.groups.filter((group) => used.has(group.key) && group.staff_ids.length === 0),
    overlaps: overlaps(draft.slots),
    dates: draft.special_dates.some((one) => !one.date),
    window: draft.skip_verify === 'window' && !(draft.skip_verify_from && draft.skip_verify_to),
  }
}

export const sound = (faults: Faults): boolean =>
  !(faults.name || faults.nobody || faults.dates || faults.window) &&
  faults.empty.length === 0 &&
  faults.overlaps.length === 0

/** What was, is and would be again: undo and redo over any value. Typing in one field is one step. */

export interface History<T> {
  past: T[]
  now: T
  future: T[]
  /** What the last edit was of; the next edit of the same joins it. */
  of: string | undefined
}

const MOST = 200

export const begun = <T>(now: T): History<T> => ({ past: [], now, future: [], of: undefined })

export function edited<T>(history: History<T>, now: T, of?: string): History<T> {
  if (now === history.now) return history
  if (of && of === history.of) return { ...history, now, future: [] }
  return { past: [...history.past, history.now].slice(-MOST), now, future: [], of }
}

export function undone<T>({ past, now, future }: History<T>): History<T> {
  const before = past.at(-1)
  if (before === undefined) return { past, now, future, of: undefined }
  return { past: past.slice(0, -1), now: before, future: [now, ...future], of: undefined }
}

export function redone<T>({ past, now, future }: History<T>): History<T> {
  const [after, ...rest] = future
  if (after === undefined) return { past, now, future, of: undefined }
  return { past: [...past, now], now: after, future: rest, of: undefined }
}

/** What changed between two versions of a definition, line by line of their words. */

import type { Line } from '../api'

export interface Difference extends Line {
  change: 'same' | 'added' | 'gone'
}

/** The shortest way from one list of lines to the other (longest common subsequence). */
export function differences(before: Line[], after: Line[]): Difference[] {
  const same = (one: Line | undefined, other: Line | undefined) =>
    one?.text === other?.text && one?.indent === other?.indent
  const length = before.map(() => after.map(() => 0))
  const at = (row: number, column: number) => length[row]?.[column] ?? 0
  for (let row = before.length - 1; row >= 0; row--)
    for (let column = after.length - 1; column >= 0; column--)
      length[row]![column] = same(before[row], after[column])
        ? at(row + 1, column + 1) + 1
        : Math.max(at(row + 1, column), at(row, column + 1))
  const found: Difference[] = []
  let [row, column] = [0, 0]
  while (row < before.length || column < after.length) {
    const [old, fresh] = [before[row], after[column]]
    if (old && fresh && same(old, fresh)) {
      found.push({ ...fresh, change: 'same' })
      row++
      column++
    } else if (old && (!fresh || at(row + 1, column) >= at(row, column + 1))) {
      found.push({ ...old, change: 'gone' })
      row++
    } else if (fresh) {
      found.push({ ...fresh, change: 'added' })
      column++
    }
  }
  return found
}

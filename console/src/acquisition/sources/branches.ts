/** Flat rows that name the one above them, as branches. Pure. */

export type Branch<T> = T & { children?: Branch<T>[] }

/** A row whose parent is not among the rows stands at the top; order is kept. */
export function branches<T extends { id: string; under_id?: string | null }>(
  rows: T[],
): Branch<T>[] {
  const known = new Map<string, Branch<T>>(rows.map((row) => [row.id, { ...row }]))
  const tops: Branch<T>[] = []
  for (const branch of known.values()) {
    const parent = branch.under_id ? known.get(branch.under_id) : undefined
    if (!parent) tops.push(branch)
    else {
      parent.children ??= []
      parent.children.push(branch)
    }
  }
  return tops
}

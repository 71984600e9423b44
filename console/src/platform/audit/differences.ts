/** The fields of an audit entry that changed. Pure. */

type Values = Record<string, unknown> | null

const words = (value: unknown): string =>
  value === undefined || value === null
    ? '—'
    : typeof value === 'string'
      ? value
      : JSON.stringify(value)

export function differences(before: Values, after: Values) {
  const fields = new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])
  return [...fields]
    .map((field) => ({ field, before: words(before?.[field]), after: words(after?.[field]) }))
    .filter((row) => row.before !== row.after)
}

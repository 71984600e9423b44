/** Edits of a definition, pure: each takes a tree and gives another, sharing what did not change. */

import type { Condition, Leaf } from '../language'
import { spelled } from './kinds'

/** Every node may be turned round by `not`; groups hold nodes, leaves hold one condition. */
export interface Group {
  id: string
  not: boolean
  join: 'all' | 'any'
  of: Node[]
}
export interface Single {
  id: string
  not: boolean
  leaf: Leaf
}
export type Node = Group | Single

export const isGroup = (node: Node): node is Group => 'of' in node

let made = 0
const fresh = () => `n${++made}`

export const group = (join: Group['join'] = 'all', of: Node[] = []): Group => ({
  id: fresh(),
  not: false,
  join,
  of,
})
export const single = (leaf: Leaf): Single => ({ id: fresh(), not: false, leaf })

function node(condition: Condition): Node {
  if (condition.kind === 'not') {
    const inner = node(condition.of)
    return { ...inner, not: !inner.not }
  }
  if ('of' in condition) return group(condition.kind, condition.of.map(node))
  return single(spelled(condition))
}

/** The tree of a definition; its root is always a group that is not turned round. */
export function fromJson(condition: Condition): Group {
  const root = node(condition)
  return isGroup(root) && !root.not ? root : group('all', [root])
}

/** Whether a value has the shape of the language: what a hand wrote may be anything. */
export function isCondition(value: unknown): value is Condition {
  if (value === null || typeof value !== 'object' || !('kind' in value)) return false
  const { kind, of } = value as { kind: unknown; of?: unknown }
  if (kind === 'all' || kind === 'any') return Array.isArray(of) && of.every(isCondition)
  if (kind === 'not') return isCondition(of)
  const known = ['field', 'event', 'sequence', 'segment', 'top', 'sample']
  return typeof kind === 'string' && known.includes(kind)
}

export function toJson(one: Node): Condition {
  const plain: Condition = isGroup(one) ? { kind: one.join, of: one.of.map(toJson) } : one.leaf
  return one.not ? { kind: 'not', of: plain } : plain
}

/** Each node of a tree by its place in the JSON, such as `$.of[1].of[0]`. */
export function places(root: Node, at = '$'): Map<string, string> {
  const found = new Map([[at, root.id]])
  const inside = root.not ? `${at}.of` : at
  found.set(inside, root.id)
  if (isGroup(root))
    root.of.forEach((child, place) => {
      for (const [path, id] of places(child, `${inside}.of[${place}]`)) found.set(path, id)
    })
  return found
}

export function find(root: Node, id: string): Node | undefined {
  if (root.id === id) return root
  if (!isGroup(root)) return undefined
  for (const child of root.of) {
    const found = find(child, id)
    if (found) return found
  }
  return undefined
}

export function parentOf(root: Group, id: string): Group | undefined {
  if (root.of.some((child) => child.id === id)) return root
  for (const child of root.of) {
    const found = isGroup(child) && parentOf(child, id)
    if (found) return found
  }
  return undefined
}

function mapped<N extends Node>(root: N, id: string, change: (node: Node) => Node): N {
  if (root.id === id) return change(root) as N
  if (!isGroup(root)) return root
  const of = root.of.map((child) => mapped(child, id, change))
  return of.every((child, at) => child === root.of[at]) ? root : { ...root, of }
}

export const change = (root: Group, id: string, part: Partial<Group> | Partial<Single>): Group =>
  mapped(root, id, (found) => ({ ...found, ...part }) as Node)

export const insert = (root: Group, into: string, what: Node, at = Number.POSITIVE_INFINITY) =>
  mapped(root, into, (found) =>
    isGroup(found) ? { ...found, of: found.of.toSpliced(at, 0, what) } : found,
  )

/** Without the node; the root stays, groups that were emptied stay to be filled. */
export function remove(root: Group, id: string): Group {
  const parent = parentOf(root, id)
  if (!parent) return root
  return change(root, parent.id, { of: parent.of.filter((child) => child.id !== id) })
}

/** The node in a group of its own, at the same place. */
export const wrap = (root: Group, id: string, how: Group['join'] = 'any'): Group =>
  root.id === id
    ? group(how, [root])
    : mapped(root, id, (found) => ({ ...group(how, [{ ...found }]) }))

/** A group's conditions at the place of the group. A group turned round cannot be opened so. */
export function unwrap(root: Group, id: string): Group {
  const found = find(root, id)
  const parent = parentOf(root, id)
  if (!found || !parent || !isGroup(found) || found.not) return root
  return change(root, parent.id, {
    of: parent.of.flatMap((child) => (child.id === id ? found.of : [child])),
  })
}

function copied(one: Node): Node {
  return isGroup(one)
    ? { ...one, id: fresh(), of: one.of.map(copied) }
    : { ...one, id: fresh(), leaf: structuredClone(one.leaf) }
}

/** A second one right behind it. */
export function duplicate(root: Group, id: string): Group {
  const parent = parentOf(root, id)
  const found = find(root, id)
  if (!parent || !found) return root
  const at = parent.of.indexOf(found)
  return insert(root, parent.id, copied(found), at + 1)
}

/** Into a group before its `at`th child, as they stand before the move; never into itself. */
export function move(root: Group, id: string, into: string, at: number): Group {
  const what = find(root, id)
  const parent = parentOf(root, id)
  if (!what || !parent || find(what, into)) return root
  const from = parent.of.indexOf(what)
  const place = parent.id === into && from < at ? at - 1 : at
  if (parent.id === into && place === from) return root
  return insert(remove(root, id), into, what, place)
}

/** One place up or down in reading order, into and out of groups on the way. */
export function step(root: Group, id: string, by: 1 | -1): Group {
  const parent = parentOf(root, id)
  if (!parent) return root
  const at = parent.of.findIndex((child) => child.id === id)
  const beside = parent.of[at + by]
  if (beside && isGroup(beside)) return move(root, id, beside.id, by > 0 ? 0 : beside.of.length)
  if (beside) return move(root, id, parent.id, by > 0 ? at + 2 : at - 1)
  const above = parentOf(root, parent.id)
  if (!above) return root
  const place = above.of.indexOf(parent)
  return move(root, id, above.id, by > 0 ? place + 1 : place)
}

/** All conditions in reading order. */
export const leaves = (one: Node): Single[] => (isGroup(one) ? one.of.flatMap(leaves) : [one])

/** Without the conditions that `keeps` refuses, nor the groups that are empty then. */
export function pruned(root: Group, keeps: (leaf: Leaf) => boolean): Group {
  const of = root.of.flatMap((child): Node[] => {
    if (!isGroup(child)) return keeps(child.leaf) ? [child] : []
    const inner = pruned(child, keeps)
    return inner.of.length ? [inner] : []
  })
  return { ...root, of }
}

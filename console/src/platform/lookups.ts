/** Small lists that many pages choose from: staff, the tree, tags. */

import { useQuery } from '@tanstack/react-query'
import { get } from '../api/client'
import type { List, OrgNode, Ref, Staff, TagGroup } from '../api/types'

/** Every page of a list, for choices that need all of it. */
async function everything<T>(path: string): Promise<T[]> {
  const found: T[] = []
  let cursor: string | null = null
  do {
    const page: List<T> = await get<List<T>>(path, { cursor, limit: 200 })
    found.push(...page.items)
    cursor = page.next_cursor
  } while (cursor)
  return found
}

export const useStaff = () =>
  useQuery({ queryKey: ['/staff', 'all'], queryFn: () => everything<Staff>('/staff') })
export const useNodes = () =>
  useQuery({ queryKey: ['/nodes', 'all'], queryFn: () => everything<OrgNode>('/nodes') })
export const useTagGroups = () =>
  useQuery({ queryKey: ['/tags', 'all'], queryFn: () => everything<TagGroup>('/tags') })
export const useSegments = (wanted: boolean) =>
  useQuery({
    queryKey: ['/segments', 'names'],
    queryFn: () => everything<Ref>('/segments'),
    enabled: wanted,
  })

/** What uses a segment: other segments, rules, ladders, and whatever else names it. */

import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import { get } from '../../api/client'
import { useSay } from '../../platform/language'
import { Loaded } from '../../platform/states'
import type { Use } from '../api'
import { SEGMENTS } from '../questions'

const KINDS = ['segment', 'tag_rule', 'ladder'] as const
type Kind = (typeof KINDS)[number]
const PATHS: Partial<Record<string, (id: string) => string>> = {
  segment: (id) => `/segments/${id}`,
  tag_rule: (id) => `/tag-rules/${id}/edit`,
}

export const useUses = (id: string) =>
  useQuery({
    queryKey: [SEGMENTS, id, 'uses'],
    queryFn: () => get<{ items: Use[] }>(`${SEGMENTS}/${id}/uses`).then((found) => found.items),
    staleTime: 30_000,
  })

export function useKindWords(): (kind: string) => string {
  const say = useSay()
  return (kind) => (KINDS.includes(kind as Kind) ? say(`use.${kind as Kind}`) : kind)
}

export function UsedIn({ id }: { id: string }) {
  const say = useSay()
  const kind = useKindWords()
  const uses = useUses(id).data
  if (!uses) return null
  if (uses.length === 0) return <span className="quiet">{say('segments.unused')}</span>
  return <span>{uses.map((one) => `${kind(one.kind)}「${one.name}」`).join(' ')}</span>
}

export function Uses({ id }: { id: string }) {
  const say = useSay()
  const kind = useKindWords()
  return (
    <Loaded query={useUses(id)}>
      {(uses) =>
        uses.length === 0 ? (
          <p className="quiet">{say('segments.unused')}</p>
        ) : (
          <ul className="rows">
            {uses.map((one) => {
              const path = one.id && PATHS[one.kind]?.(one.id)
              return (
                <li key={one.kind + one.name}>
                  <span className="quiet">{kind(one.kind)}</span>
                  {path ? <Link to={path}>{one.name}</Link> : <span>{one.name}</span>}
                </li>
              )
            })}
          </ul>
        )
      }
    </Loaded>
  )
}

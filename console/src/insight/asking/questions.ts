/** What the pages ask the server: what there is to ask, and the answers. */

import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { get, post } from '../../api/client'
import type { List, Ref } from '../../api/types'
import { useLanguage } from '../../platform/language'
import { useMay } from '../../platform/session/session'
import type { Answered, Asked, EventKind, Kind, Metric, QuestionOf } from './wire'

const LONG_MS = 300_000

function useSpoken<T>(path: string, enabled = true) {
  const { language } = useLanguage()
  return useQuery({
    queryKey: [path, language],
    queryFn: () => get<T>(path),
    staleTime: LONG_MS,
    enabled,
  })
}

export const useMetrics = () => useSpoken<Metric[]>('/insight/metrics')
export const useEvents = () => useSpoken<EventKind[]>('/insight/events')

interface Titled {
  name: string
  title: string
  kind: string
}
interface Catalogue {
  fields: Titled[]
  events: (Titled & { properties: Titled[] })[]
}

/** The words of segments, whose properties and fields are the same ones. */
export function useCatalogue(): Catalogue | undefined {
  return useSpoken<Catalogue>('/audiences/catalogue', useMay()('segments.read')).data
}

export function useSegments(): Ref[] {
  const may = useMay()('segments.read')
  return useSpoken<List<Ref>>('/segments', may).data?.items ?? []
}

export async function answerOf<K extends Kind>(
  question: QuestionOf<K>,
  signal?: AbortSignal,
): Promise<Answered<K>> {
  const out = await post<Asked<K>>('/insight/answers', { question }, { signal })
  return { question, out }
}

/** The answer to a question; one that was overtaken by the next is ended. */
export function useAnswer<K extends Kind>(question: QuestionOf<K> | null) {
  const { language } = useLanguage()
  return useQuery<Answered<K>>({
    queryKey: ['/insight/answers', question, language],
    queryFn: ({ signal }) => answerOf<K>(question as QuestionOf<K>, signal),
    enabled: question !== null,
    placeholderData: keepPreviousData,
    staleTime: 30_000,
  })
}

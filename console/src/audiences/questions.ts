/** What the pages ask the server about definitions and segments. */

import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { get, post } from '../api/client'
import { type Language, useLanguage } from '../platform/language'
import { LIVE_MS } from '../platform/live'
import type { Checked, Overlap, Preview, Segment } from './api'
import type { Catalogue } from './language'

export const SEGMENTS = '/segments'
/** Who is meant changes by itself: looked at again soon while the figures are behind. */
const BEHIND_SECONDS = 5
const CATCHING_UP_MS = 3_000
const STEADY_MS = 30_000

export function useCatalogue() {
  const { language } = useLanguage()
  return useQuery({
    queryKey: ['/audiences/catalogue', language],
    queryFn: () => get<Catalogue>('/audiences/catalogue'),
    staleTime: 60_000,
  })
}

/** A segment; `watched`, it follows who comes and goes. */
export const useSegment = (id: string | undefined, { watched = false } = {}) =>
  useQuery({
    queryKey: [SEGMENTS, id],
    queryFn: () => get<Segment>(`${SEGMENTS}/${id}`),
    enabled: Boolean(id),
    refetchInterval: watched && LIVE_MS,
  })

/** What is wrong with a definition, and its words in a language. `asked` is its JSON. */
export const useChecked = (asked: string | null, language: Language) =>
  useQuery({
    queryKey: ['/audiences/check', asked, language],
    queryFn: ({ signal }) =>
      post<Checked>(
        '/audiences/check',
        { definition: JSON.parse(asked ?? 'null') },
        { signal, language },
      ),
    enabled: asked !== null,
    placeholderData: asked === null ? undefined : keepPreviousData,
    staleTime: 60_000,
  })

/** Who is meant; a question that was overtaken by the next one is ended. */
export function usePreview(asked: string | null) {
  const { language } = useLanguage()
  return useQuery({
    queryKey: ['/audiences/preview', asked, language],
    queryFn: ({ signal }) =>
      post<Preview>('/audiences/preview', { definition: JSON.parse(asked ?? 'null') }, { signal }),
    enabled: asked !== null,
    placeholderData: asked === null ? undefined : keepPreviousData,
    staleTime: 10_000,
    refetchInterval: ({ state }) =>
      (state.data?.freshness_seconds ?? 0) > BEHIND_SECONDS ? CATCHING_UP_MS : STEADY_MS,
  })
}

export const useOverlap = (definitions: string | null) =>
  useQuery({
    queryKey: ['/audiences/overlap', definitions],
    queryFn: ({ signal }) =>
      post<Overlap>(
        '/audiences/overlap',
        { definitions: JSON.parse(definitions ?? '[]') },
        { signal },
      ),
    enabled: definitions !== null,
    placeholderData: definitions === null ? undefined : keepPreviousData,
  })

import { useQuery } from '@tanstack/react-query'
import { get } from '../../api/client'
import type { BatchState, TagBatch } from '../../api/types'

export const ENDED: BatchState[] = ['done', 'cancelled']

/** A batch, asked often while it runs and now and then while WeCom is told. */
export const useBatch = (id: string) =>
  useQuery({
    queryKey: ['/tag-batches', id],
    queryFn: () => get<TagBatch>(`/tag-batches/${id}`),
    refetchInterval: (query) =>
      query.state.data && ENDED.includes(query.state.data.state) ? 4_000 : 700,
  })

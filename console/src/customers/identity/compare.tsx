/** One suggestion: look at both, then merge them or keep them apart. */

import { useQueries, useQuery } from '@tanstack/react-query'
import { Alert, App, Button, Flex } from 'antd'
import { useState } from 'react'
import { get, post } from '../../api/client'
import type { Customer, Merge, Preview } from '../../api/types'
import { useSay } from '../../platform/language'
import { Loaded } from '../../platform/states'
import { useChange } from '../../platform/toast'
import { Sides } from './sides'
import { useGoing, useKinds } from './words'

const STALE = [['/suggestions'], ['/customers'], ['/shared-values']]

function Going({ preview }: { preview: Preview }) {
  const say = useSay()
  const going = useGoing()
  const kinds = useKinds()
  const name = preview.kept.name || say('same.nobody')
  if (preview.conflict.length > 0) {
    return (
      <Alert
        showIcon
        type="warning"
        title={say('same.blocked', { kinds: kinds(preview.conflict) })}
      />
    )
  }
  const what = going(preview)
  return <p>{what ? say('same.goes', { what, name }) : say('same.goesNothing', { name })}</p>
}

function useMerging(kept: string, gone: string, onDone: () => void) {
  const say = useSay()
  return useChange({
    run: () => post<Merge>(`/customers/${kept}/merges`, { gone_id: gone }),
    stale: STALE,
    done: say('same.merged'),
    after: onDone,
  })
}

interface DecidingProps {
  suggestionId?: string
  kept: string
  gone: string
  onDone: () => void
}

function Deciding({ suggestionId, kept, gone, onDone }: DecidingProps) {
  const say = useSay()
  const { modal } = App.useApp()
  const preview = useQuery({
    queryKey: ['/customers', kept, 'merges', gone],
    queryFn: () => get<Preview>(`/customers/${kept}/merges/${gone}`),
  })
  const merging = useMerging(kept, gone, onDone)
  const apart = useChange({
    run: () => post(`/suggestions/${suggestionId}/apart`),
    stale: STALE,
    done: say('same.apartDone'),
    after: onDone,
  })
  const ask = (found: Preview) =>
    modal.confirm({
      title: say('same.confirm', {
        gone: found.gone.name || say('same.nobody'),
        kept: found.kept.name || say('same.nobody'),
      }),
      content: <Going preview={found} />,
      okText: say('same.merge'),
      onOk: () => merging.mutateAsync(),
    })
  return (
    <Loaded query={preview} rows={2}>
      {(found) => (
        <div className="stack">
          <Going preview={found} />
          <Flex gap={8}>
            <Button
              type="primary"
              disabled={found.conflict.length > 0}
              loading={merging.isPending}
              onClick={() => ask(found)}
            >
              {say('same.merge')}
            </Button>
            {suggestionId && (
              <Button loading={apart.isPending} onClick={() => apart.mutate()}>
                {say('same.apart')}
              </Button>
            )}
          </Flex>
        </div>
      )}
    </Loaded>
  )
}

/** The older entry stays unless someone says otherwise. */
function older(people: [Customer, Customer]): string {
  return people[0].met_at <= people[1].met_at ? people[0].id : people[1].id
}

interface CompareProps {
  ids: [string, string]
  suggestionId?: string
  onDone: () => void
}

export function Compare({ ids, suggestionId, onDone }: CompareProps) {
  const [chosen, choose] = useState<string | null>(null)
  const query = useQueries({
    queries: ids.map((id) => ({
      queryKey: ['/customers', id],
      queryFn: () => get<Customer>(`/customers/${id}`),
    })),
    combine: ([one, other]) => ({
      data: one?.data && other?.data ? ([one.data, other.data] as [Customer, Customer]) : undefined,
      error: one?.error ?? other?.error ?? null,
      isPending: Boolean(one?.isPending || other?.isPending),
      refetch: async () => Promise.all([one?.refetch(), other?.refetch()]),
    }),
  })
  return (
    <Loaded query={query as never} rows={8}>
      {(people: [Customer, Customer]) => {
        const kept = chosen ?? older(people)
        const gone = ids.find((id) => id !== kept) ?? ''
        return (
          <div className="stack">
            <Sides people={people} kept={kept} onKeep={choose} />
            <Deciding suggestionId={suggestionId} kept={kept} gone={gone} onDone={onDone} />
          </div>
        )
      }}
    </Loaded>
  )
}

/** A change sent to the server, with its word of success or the server's own sentence. */

import { type QueryKey, useMutation, useQueryClient } from '@tanstack/react-query'
import { App } from 'antd'
import { useSay } from './language'

interface ChangeOptions<A, R> {
  run: (what: A) => Promise<R>
  /** First parts of the keys of what is stale afterwards. */
  stale: QueryKey[]
  done?: string
  after?: (answer: R) => void
}

export function useChange<A = void, R = unknown>({ run, stale, done, after }: ChangeOptions<A, R>) {
  const say = useSay()
  const client = useQueryClient()
  const { message } = App.useApp()
  return useMutation({
    mutationFn: run,
    onSuccess: async (answer) => {
      message.success(done ?? say('do.saved'))
      await Promise.all(stale.map((queryKey) => client.invalidateQueries({ queryKey })))
      after?.(answer)
    },
    onError: (error) => {
      message.error(error.message)
    },
  })
}

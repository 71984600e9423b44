/** What a block shows while it loads, when it fails, when it is refused, when it is empty. */

import type { UseQueryResult } from '@tanstack/react-query'
import { Button, Skeleton } from 'antd'
import type { ReactNode } from 'react'
import { ApiError } from '../api/client'
import { useSay } from './language'

interface NoteProps {
  title: string
  text?: ReactNode
  action?: ReactNode
  shape: 'empty' | 'error' | 'refused'
}

const SHAPES = {
  empty: 'M8 26l8-12h16l8 12v12H8zM8 26h10c0 4 3 6 6 6s6-2 6-6h10',
  error: 'M24 6l20 34H4zM24 18v10M24 34v.5',
  refused: 'M14 22v-6a10 10 0 0 1 20 0v6M10 22h28v20H10zM24 30v5',
}

export function Note({ title, text, action, shape }: NoteProps) {
  return (
    <div className="note" role={shape === 'error' ? 'alert' : undefined}>
      <svg viewBox="0 0 48 48" width="48" height="48" aria-hidden="true">
        <path d={SHAPES[shape]} />
      </svg>
      <strong>{title}</strong>
      {text && <p>{text}</p>}
      {action}
    </div>
  )
}

export function Trouble({ error, again }: { error: unknown; again?: () => void }) {
  const say = useSay()
  const message = error instanceof Error ? error.message : String(error)
  if (error instanceof ApiError && error.status === 403) {
    return <Note shape="refused" title={say('state.refused')} text={message} />
  }
  return (
    <Note
      shape="error"
      title={say('state.failed')}
      text={message}
      action={again && <Button onClick={again}>{say('state.again')}</Button>}
    />
  )
}

interface LoadedProps<T> {
  query: Pick<UseQueryResult<T>, 'data' | 'error' | 'refetch' | 'isPending'>
  children: (data: T) => ReactNode
  rows?: number
}

export function Loaded<T>({ query, children, rows = 4 }: LoadedProps<T>) {
  if (query.data !== undefined) return children(query.data)
  if (query.error) return <Trouble error={query.error} again={() => query.refetch()} />
  return <Skeleton active title={false} paragraph={{ rows }} className="waiting" />
}

/** Lists: pages of a cursor, in a table with its empty, loading, error and refused states. */

import { useInfiniteQuery } from '@tanstack/react-query'
import { Button, Skeleton, Table, type TableColumnsType, type TableProps } from 'antd'
import type { ReactNode } from 'react'
import { get, type Query } from '../api/client'
import type { List } from '../api/types'
import { useSay } from './language'
import { Trouble } from './states'

export function useList<T>(
  path: string,
  query: Query = {},
  refetchInterval: number | false = false,
) {
  const found = useInfiniteQuery({
    queryKey: [path, 'list', query],
    queryFn: ({ pageParam }) => get<List<T>>(path, { ...query, cursor: pageParam }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next_cursor,
    refetchInterval,
  })
  return { ...found, rows: found.data?.pages.flatMap((page) => page.items) }
}

/** Asks for the next page of a list, where there is one. */
export function More({ of }: { of: Paged }) {
  const say = useSay()
  if (!of.hasNextPage) return null
  return (
    <div className="more">
      <Button loading={of.isFetchingNextPage} onClick={() => of.fetchNextPage()}>
        {say('state.more')}
      </Button>
    </div>
  )
}

interface Paged {
  hasNextPage: boolean
  isFetchingNextPage: boolean
  fetchNextPage: () => unknown
}

interface ListTableProps<T> {
  list: ReturnType<typeof useList<T>>
  columns: TableColumnsType<T>
  empty: ReactNode
  onOpen?: (row: T) => void
  current?: string
  width?: number
  label: string
  /** What is ticked, and the row that the keys are at. */
  selection?: TableProps<T>['rowSelection']
  active?: string
}

export function ListTable<T extends { id: string | number }>(props: ListTableProps<T>) {
  const { list, columns, empty, onOpen, current, width = 720, label, selection, active } = props
  if (list.error && !list.rows) return <Trouble error={list.error} again={() => list.refetch()} />
  if (!list.rows)
    return <Skeleton active title={false} paragraph={{ rows: 6 }} className="waiting" />
  if (list.rows.length === 0) return empty
  return (
    <>
      <Table<T>
        aria-label={label}
        rowKey="id"
        size="middle"
        columns={columns}
        dataSource={list.rows}
        pagination={false}
        rowSelection={selection}
        scroll={{ x: width }}
        rowClassName={(row) => {
          const state = String(row.id) === current ? 'row-current' : onOpen ? 'row-open' : ''
          return String(row.id) === active ? `${state} row-active` : state
        }}
        onRow={(row) =>
          onOpen
            ? {
                tabIndex: 0,
                onClick: () => onOpen(row),
                onKeyDown: (event) => {
                  if (event.key === 'Enter' && event.target === event.currentTarget) onOpen(row)
                },
              }
            : {}
        }
      />
      <More of={list} />
    </>
  )
}

/** Figures stand right and in tabular digits. */
export const FIGURE = { align: 'right' as const, className: 'figure' }

/** The people behind a figure, in a drawer whose address can be sent on. */

import { useInfiniteQuery } from '@tanstack/react-query'
import { Flex } from 'antd'
import { useCallback } from 'react'
import { Link } from 'react-router'
import { post } from '../../api/client'
import { Detail } from '../../platform/detail'
import { Face } from '../../platform/face'
import { useFormats } from '../../platform/format'
import { useSay } from '../../platform/language'
import { More } from '../../platform/list'
import { useMay } from '../../platform/session/session'
import { Loaded, Note } from '../../platform/states'
import { useFilter } from '../../platform/url'
import { Keep } from './keep'
import type { AnyQuestion, Cell, People } from './wire'

interface Behind {
  title: string
  cell: Cell
}

/** Opens the people of a cell; nothing for who may not see customers. */
export function useOpenPeople(): ((title: string, cell: Cell) => void) | undefined {
  const may = useMay()('customers.read')
  const [, open] = useFilter('people')
  const opening = useCallback(
    (title: string, cell: Cell) => open(JSON.stringify({ title, cell })),
    [open],
  )
  return may ? opening : undefined
}

function opened(text: string): Behind | null {
  try {
    const said = JSON.parse(text)
    return said?.cell ? said : null
  } catch {
    return null
  }
}

function Found({ question, cell }: { question: AnyQuestion; cell: Cell }) {
  const say = useSay()
  const format = useFormats()
  const query = useInfiniteQuery({
    queryKey: ['/insight/people', question, cell],
    queryFn: ({ pageParam }) =>
      post<People>('/insight/people', { question, cell, cursor: pageParam }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next_cursor,
  })
  return (
    <Loaded query={query} rows={8}>
      {({ pages }) => {
        const people = pages.flatMap(({ items }) => items)
        if (people.length === 0)
          return <Note shape="empty" title={say('ask.nobody')} text={say('ask.nobodyText')} />
        return (
          <div className="stack-16">
            <Flex justify="space-between" align="center">
              <strong className="figure">
                {say('ask.people', { count: format.number(pages[0]?.total ?? 0) })}
              </strong>
              <Keep question={question} cell={cell} />
            </Flex>
            <ul className="behind-people">
              {people.map((one) => (
                <li key={one.number}>
                  <Link to={`/customers/${one.customer_id}`}>
                    <Face name={one.name} src={null} />
                    {one.name}
                  </Link>
                </li>
              ))}
            </ul>
            <More of={query} />
          </div>
        )
      }}
    </Loaded>
  )
}

export function PeopleDrawer({ question }: { question: AnyQuestion }) {
  const [text, open] = useFilter('people')
  const behind = opened(text)
  return (
    <Detail open={behind !== null} onClose={() => open(null)} title={behind?.title} size={480}>
      {behind && <Found question={question} cell={behind.cell} />}
    </Detail>
  )
}

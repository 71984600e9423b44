/** The people of a segment, as many as one asks for. */

import { Button } from 'antd'
import { Link } from 'react-router'
import { Face } from '../../platform/face'
import { useSay } from '../../platform/language'
import { ListTable, useList } from '../../platform/list'
import { Note } from '../../platform/states'
import { useGo } from '../../platform/url'
import type { Person, Segment } from '../api'
import { SEGMENTS } from '../questions'

export function Members({ segment }: { segment: Segment }) {
  const say = useSay()
  const go = useGo()
  const list = useList<Person>(`${SEGMENTS}/${segment.id}/people`)
  return (
    <>
      <ListTable
        label={say('segment.people')}
        list={list}
        width={320}
        onOpen={(one) => go(`/customers/${one.id}`)}
        columns={[
          {
            title: say('customers.name'),
            render: (_, one: Person) => (
              <span className="person">
                <Face name={one.name} src={one.avatar_url} />
                {one.name}
              </span>
            ),
          },
        ]}
        empty={
          <Note shape="empty" title={say('segment.nobody')} text={say('segment.nobodyText')} />
        }
      />
      {list.rows && list.rows.length > 0 && (
        <div className="more">
          <Link to={`/customers?segment_id=${segment.id}`}>
            <Button>{say('segment.asCustomers')}</Button>
          </Link>
        </div>
      )}
    </>
  )
}

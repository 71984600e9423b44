/** The people of a segment, as many as one asks for. */

import { Button, Tag } from 'antd'
import { Link } from 'react-router'
import { Face } from '../../platform/face'
import { useSay } from '../../platform/language'
import { ListTable, useList } from '../../platform/list'
import { LIVE_MS } from '../../platform/live'
import { Note } from '../../platform/states'
import { useGo } from '../../platform/url'
import type { Person, Segment } from '../api'
import { SEGMENTS } from '../questions'

const TAGS_SHOWN = 3

export function Members({ segment }: { segment: Segment }) {
  const say = useSay()
  const go = useGo()
  const list = useList<Person>(`${SEGMENTS}/${segment.id}/people`, {}, LIVE_MS)
  return (
    <>
      <ListTable
        label={say('segment.people')}
        list={list}
        width={640}
        onOpen={(one) => go(`/customers/${one.id}`)}
        columns={[
          {
            title: say('customers.name'),
            render: (_, one: Person) => (
              <span className="person">
                <Face name={one.name} src={one.avatar_url} />
                {one.name || say('people.noName')}
              </span>
            ),
          },
          {
            title: say('customers.staff'),
            render: (_, one: Person) => one.staff.map((each) => each.name).join(' · '),
          },
          {
            title: say('customers.tags'),
            render: (_, one: Person) => (
              <>
                {one.tags.slice(0, TAGS_SHOWN).map((tag) => (
                  <Tag key={tag.id} variant="outlined">
                    {tag.name}
                  </Tag>
                ))}
                {one.tags.length > TAGS_SHOWN && (
                  <span className="quiet">+{one.tags.length - TAGS_SHOWN}</span>
                )}
              </>
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

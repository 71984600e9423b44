/** The people behind a number, of a definition that need not be saved. */

import { Button } from 'antd'
import { createContext, use, useState } from 'react'
import { Link, useNavigate } from 'react-router'
import { Detail } from '../../platform/detail'
import { Face } from '../../platform/face'
import { useFormats } from '../../platform/format'
import { useSay } from '../../platform/language'
import { Loaded, Note } from '../../platform/states'
import type { Person } from '../api'
import type { Condition } from '../language'
import { usePreview } from '../questions'

export interface Drill {
  title: string
  definition: Condition
}

const Opening = createContext<(drill: Drill) => void>(() => {})
/** Shows the people of a definition in a drawer. */
export const usePeople = () => use(Opening)

export function PeopleList({ people }: { people: Person[] }) {
  const say = useSay()
  return (
    <ul className="faces">
      {people.map((one) => (
        <li key={one.id}>
          <Link to={`/customers/${one.id}`} className="person">
            <Face name={one.name} src={one.avatar_url} />
            {one.name || say('people.noName')}
          </Link>
        </li>
      ))}
    </ul>
  )
}

function Found({ drill }: { drill: Drill }) {
  const say = useSay()
  const format = useFormats()
  const navigate = useNavigate()
  const query = usePreview(JSON.stringify(drill.definition))
  const { title, definition } = drill
  return (
    <Loaded query={query} rows={8}>
      {({ count, people }) =>
        count === 0 ? (
          <Note shape="empty" title={say('segment.nobody')} text={say('segment.nobodyText')} />
        ) : (
          <div className="stack-16">
            <strong className="figure">
              {say('people.of', { title, count }).replace(String(count), format.number(count))}
            </strong>
            {people.length < count && (
              <span className="quiet">{say('people.first', { shown: people.length })}</span>
            )}
            <PeopleList people={people} />
            <div>
              <Button
                onClick={() => navigate('/segments/new', { state: { definition, name: title } })}
              >
                {say('people.save')}
              </Button>
            </div>
          </div>
        )
      }
    </Loaded>
  )
}

export function PeopleDrawer({ children }: { children: React.ReactNode }) {
  const [drill, open] = useState<Drill>()
  return (
    <Opening value={open}>
      {children}
      <Detail
        open={drill !== undefined}
        onClose={() => open(undefined)}
        title={drill?.title}
        size={480}
      >
        {drill && <Found drill={drill} />}
      </Detail>
    </Opening>
  )
}

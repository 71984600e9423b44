import { useState } from 'preact/hooks'
import { newPerson, people } from '../api'
import { useLive } from '../live'
import { Face, Failed } from '../parts'
import { useSay } from '../speech'

const SHOWN = 60

/** Whose phone this is, and choosing somebody else's. */
export function Me({ current, choose }: { current: string; choose: (id: string) => void }) {
  const { say } = useSay()
  const [q, setQ] = useState('')
  const found = useLive(() => people(q), `people ${q}`)
  const born = async () => choose((await newPerson()).external_userid)
  return (
    <>
      <h2 class="head">{say('me.title')}</h2>
      <div class="find">
        <input
          type="search"
          value={q}
          placeholder={say('me.search')}
          aria-label={say('me.search')}
          onInput={(event) => setQ(event.currentTarget.value)}
        />
        <button type="button" class="main" onClick={born}>
          {say('me.new')}
        </button>
      </div>
      {found.error && !found.data && <Failed error={found.error} again={found.again} />}
      <ul class="list">
        {found.data?.items.slice(0, SHOWN).map((one) => (
          <li key={one.external_userid}>
            <button type="button" class="entry" onClick={() => choose(one.external_userid)}>
              <Face name={one.name} />
              <span class="entry-words">
                <span>{one.name}</span>
                <small>
                  {one.friends ? say('me.friends', { count: one.friends }) : say('me.stranger')}
                </small>
              </span>
              {one.external_userid === current && <small class="entry-at">{say('me.now')}</small>}
            </button>
          </li>
        ))}
      </ul>
    </>
  )
}

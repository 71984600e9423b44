/** The customer beside the chat: remark, description, tags, and parting. */

import { useState } from 'preact/hooks'
import { asAdviser, type Customer, tags } from '../api'
import { useLive } from '../live'
import { Ask, Face } from '../parts'
import { useSay } from '../speech'

interface SideProps {
  shown: boolean
  userid: string
  customer: Customer
  again: () => void
  onGone: () => void
  onHide: () => void
}

function Edit({ userid, customer, again }: Pick<SideProps, 'userid' | 'customer' | 'again'>) {
  const { say } = useSay()
  const groups = useLive(tags, 'tags')
  const [remark, setRemark] = useState(customer.remark)
  const [description, setDescription] = useState(customer.description)
  const [chosen, choose] = useState(customer.tags.map((tag) => tag.id))
  const [news, setNews] = useState('')
  const turn = (id: string) =>
    choose(chosen.includes(id) ? chosen.filter((one) => one !== id) : [...chosen, id])
  const save = async (event: Event) => {
    event.preventDefault()
    const external_userid = customer.person.external_userid
    try {
      await asAdviser('edit', { userid, external_userid, remark, description, tag_ids: chosen })
      setNews(say('side.saved'))
      again()
    } catch (error) {
      setNews(error instanceof Error ? error.message : String(error))
    }
  }
  return (
    <form onSubmit={save} onInput={() => setNews('')}>
      <label>
        {say('side.remark')}
        <input
          value={remark}
          maxLength={20}
          onInput={(event) => setRemark(event.currentTarget.value)}
        />
      </label>
      <label>
        {say('side.description')}
        <textarea
          rows={3}
          value={description}
          maxLength={150}
          onInput={(event) => setDescription(event.currentTarget.value)}
        />
      </label>
      <fieldset>
        <legend>{say('side.tags')}</legend>
        {groups.data?.items.length === 0 && <p class="quiet">{say('side.noTags')}</p>}
        {groups.data?.items.map((group) => (
          <div key={group.group_id} class="tag-group">
            <small>{group.group_name}</small>
            {group.tag.map((tag) => (
              <button
                type="button"
                key={tag.id}
                class="tag"
                aria-pressed={chosen.includes(tag.id)}
                onClick={() => turn(tag.id)}
              >
                {tag.name}
              </button>
            ))}
          </div>
        ))}
      </fieldset>
      <button type="submit" class="main">
        {say('side.save')}
      </button>
      <span class="quiet" aria-live="polite">
        {news}
      </span>
    </form>
  )
}

export function Side({ shown, userid, customer, again, onGone, onHide }: SideProps) {
  const { say, time } = useSay()
  const [asking, ask] = useState(false)
  const { name, external_userid } = customer.person
  const gone = customer.standing === 'deleted_by_staff'
  const part = async () => {
    ask(false)
    await asAdviser('delete', { userid, external_userid })
    onGone()
  }
  return (
    <aside class={shown ? 'side shown' : 'side'}>
      <header>
        <Face name={name} size={48} />
        <div>
          <strong>{name}</strong>
          <p class="quiet">{say('side.since', { at: time(customer.since) })}</p>
          {customer.state && <p class="quiet">{say('side.state', { state: customer.state })}</p>}
        </div>
        <button type="button" class="plain back" onClick={onHide}>
          {say('chat.back')}
        </button>
      </header>
      {!gone && <Edit key={external_userid} userid={userid} customer={customer} again={again} />}
      {!gone && (
        <button type="button" class="danger" onClick={() => ask(true)}>
          {say('side.delete')}
        </button>
      )}
      {asking && (
        <Ask
          title={say('side.delete')}
          text={say('side.deleteText', { name })}
          confirm={say('chat.confirm')}
          onYes={part}
          onNo={() => ask(false)}
        />
      )}
    </aside>
  )
}

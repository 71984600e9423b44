import { asAdviser, type Customer, type Desk } from '../api'
import { Face, Note, useLine } from '../parts'
import { useSay } from '../speech'

interface CustomersProps {
  desk: Desk
  open?: string
  onOpen: (id: string) => void
  again: () => void
}

function Row({
  customer,
  open,
  onOpen,
}: {
  customer: Customer
  open: boolean
  onOpen: () => void
}) {
  const { say, time } = useSay()
  const line = useLine()
  const { name } = customer.person
  const { last } = customer
  const spoken = last?.via === 'greeting' ? say('chat.added') : last && line(last.said)
  const words = spoken ?? say('chat.empty')
  const left = customer.standing === 'deleted_by_customer'
  return (
    <li>
      <button type="button" class="entry" aria-current={open || undefined} onClick={onOpen}>
        <Face name={name} />
        <span class="entry-words">
          <span>
            {customer.remark || name}
            {left && <em> · {say('adviser.left')}</em>}
          </span>
          <small>{words}</small>
        </span>
        <small class="entry-at">{time(customer.last?.at ?? customer.since)}</small>
      </button>
    </li>
  )
}

function Requests({ desk, again }: { desk: Desk; again: () => void }) {
  const { say, time } = useSay()
  if (desk.requests.length === 0) return null
  const accept = (external_userid: string) =>
    asAdviser('accept', { userid: desk.userid, external_userid }).then(again)
  return (
    <>
      <h2 class="head">{say('adviser.requests')}</h2>
      <ul class="list">
        {desk.requests.map(({ person, at }) => (
          <li key={person.external_userid} class="entry">
            <Face name={person.name} />
            <span class="entry-words">
              <span>{person.name}</span>
              <small>{time(at)}</small>
            </span>
            <button type="button" class="main" onClick={() => accept(person.external_userid)}>
              {say('adviser.accept')}
            </button>
          </li>
        ))}
      </ul>
    </>
  )
}

export function Customers({ desk, open, onOpen, again }: CustomersProps) {
  const { say } = useSay()
  return (
    <>
      <Requests desk={desk} again={again} />
      {desk.customers.length === 0 && (
        <Note title={say('adviser.none')} text={say('adviser.noneText')} />
      )}
      <ul class="list">
        {desk.customers.map((customer) => {
          const id = customer.person.external_userid
          return <Row key={id} customer={customer} open={id === open} onOpen={() => onOpen(id)} />
        })}
      </ul>
    </>
  )
}

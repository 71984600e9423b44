/** The adviser's WeCom: who you are, your customers, the chat, the customer beside it. */

import { useEffect, useState } from 'preact/hooks'
import { type Desk, desk, type StaffRow, staff } from '../api'
import { useLive } from '../live'
import { Failed, LanguageSwitch, Note } from '../parts'
import { useSay } from '../speech'
import { AppMessages } from './app-messages'
import { Conversation } from './conversation'
import { Customers } from './customers'
import { MassSends } from './mass-sends'

type Tab = 'customers' | 'mass' | 'app'
const TABS: Tab[] = ['customers', 'mass', 'app']
const WHO = 'sandbox.adviser'

function Who({
  all,
  userid,
  choose,
}: {
  all: StaffRow[]
  userid: string
  choose: (id: string) => void
}) {
  const { say } = useSay()
  const me = all.find((one) => one.userid === userid)
  return (
    <header class="who">
      <div>
        <select
          value={userid}
          aria-label={say('adviser.choose')}
          onChange={(event) => choose(event.currentTarget.value)}
        >
          {all.map((one) => {
            const waiting = one.requests + one.to_confirm
            return (
              <option key={one.userid} value={one.userid}>
                {one.name} · {one.department}
                {waiting ? ` (${waiting})` : ''}
              </option>
            )
          })}
        </select>
        <LanguageSwitch />
      </div>
      <p class="quiet">{me && say('adviser.today', { count: me.new_today })}</p>
    </header>
  )
}

function waiting(tab: Tab, found: Desk): number {
  if (tab === 'customers') return found.requests.length
  if (tab === 'mass') return found.mass.filter((one) => one.status === 'waiting').length
  return 0
}

function Board({
  userid,
  all,
  choose,
}: {
  userid: string
  all: StaffRow[]
  choose: (id: string) => void
}) {
  const { say } = useSay()
  const [tab, setTab] = useState<Tab>('customers')
  const [open, setOpen] = useState<string>()
  const found = useLive(() => desk(userid), userid)
  const customer = found.data?.customers.find((one) => one.person.external_userid === open)
  return (
    <div class={customer ? 'desk talking' : 'desk'}>
      <section class="left">
        <Who all={all} userid={userid} choose={choose} />
        <nav class="tabs">
          {TABS.map((one) => {
            const count = found.data ? waiting(one, found.data) : 0
            return (
              <button
                type="button"
                key={one}
                aria-current={one === tab ? 'page' : undefined}
                onClick={() => setTab(one)}
              >
                {say(`adviser.${one}`)}
                {count > 0 && <b>{count}</b>}
              </button>
            )
          })}
        </nav>
        <div class="body">
          {found.error && !found.data && <Failed error={found.error} again={found.again} />}
          {found.data && tab === 'customers' && (
            <Customers desk={found.data} open={open} onOpen={setOpen} again={found.again} />
          )}
          {found.data && tab === 'mass' && <MassSends desk={found.data} again={found.again} />}
          {found.data && tab === 'app' && <AppMessages rows={found.data.app_messages} />}
        </div>
      </section>
      {customer ? (
        <Conversation
          key={customer.person.external_userid}
          userid={userid}
          customer={customer}
          onBack={() => setOpen(undefined)}
        />
      ) : (
        <section class="middle idle">
          <Note title={say('adviser.title')} text={say('adviser.purpose')}>
            <p>{say('adviser.pick')}</p>
          </Note>
        </section>
      )}
    </div>
  )
}

export function Adviser() {
  const all = useLive(staff, 'staff')
  const [chosen, setChosen] = useState(() => localStorage.getItem(WHO) ?? undefined)
  const serving = all.data?.items.filter((one) => one.status === 1)
  const known = serving?.some((one) => one.userid === chosen)
  const userid = known ? chosen : serving?.[0]?.userid
  useEffect(() => {
    if (userid) localStorage.setItem(WHO, userid)
  }, [userid])
  if (all.error && !all.data) return <Failed error={all.error} again={all.again} />
  if (!userid || !serving) return null
  return <Board key={userid} userid={userid} all={serving} choose={setChosen} />
}

/** Accounts that are somebody else's go to a person of their own. */

import { App, Button, Checkbox, Modal, Radio } from 'antd'
import { useState } from 'react'
import { useNavigate } from 'react-router'
import { post } from '../../api/client'
import type { Customer, Split } from '../../api/types'
import { useSay } from '../../platform/language'
import { useChange } from '../../platform/toast'
import { useEvidence, useGone, useKind } from './words'

const REASONS = ['shared', 'list', 'said'] as const
type Reason = (typeof REASONS)[number]

function Choosing({ customer, onClose }: { customer: Customer; onClose: () => void }) {
  const say = useSay()
  const kind = useKind()
  const evidence = useEvidence()
  const gone = useGone()
  const { modal } = App.useApp()
  const navigate = useNavigate()
  const [chosen, choose] = useState<string[]>([])
  const [by, because] = useState<Reason>('shared')
  const [orders, takeOrders] = useState(false)
  const splitting = useChange<void, Split>({
    run: () =>
      post<Split>(`/customers/${customer.id}/splits`, {
        identity_ids: chosen,
        by,
        with_orders: orders,
      }),
    stale: [['/customers'], ['/suggestions']],
    after: (made) => {
      onClose()
      modal.confirm({
        icon: null,
        title: say('split.done'),
        content: say('split.doneText', { what: gone(made.rows) }),
        okText: say('split.open'),
        cancelText: say('split.stay'),
        onOk: () => navigate(`/customers/${made.new.id}`),
      })
    },
  })
  const all = chosen.length === customer.identities.length
  return (
    <Modal
      open
      title={say('split.title')}
      okText={say('split.ok')}
      okButtonProps={{ disabled: chosen.length === 0 || all, loading: splitting.isPending }}
      onOk={() => splitting.mutate()}
      onCancel={onClose}
    >
      <div className="stack">
        <p>{say('split.text')}</p>
        <Checkbox.Group
          value={chosen}
          onChange={choose}
          className="choices"
          options={customer.identities.map((one) => ({
            value: one.id,
            label: (
              <span className="account">
                {kind(one.kind)} <span className="figure code">{one.value}</span>
                <br />
                <span className="quiet">{evidence(one)}</span>
              </span>
            ),
          }))}
        />
        {all && <p role="alert">{say('split.all')}</p>}
        <section>
          <h2>{say('split.by')}</h2>
          <Radio.Group
            value={by}
            onChange={({ target }) => because(target.value)}
            className="choices"
            options={REASONS.map((one) => ({ value: one, label: say(`split.by.${one}`) }))}
          />
        </section>
        <Checkbox checked={orders} onChange={({ target }) => takeOrders(target.checked)}>
          {say('split.orders')}
        </Checkbox>
      </div>
    </Modal>
  )
}

/** "This is someone else", where a person has more than one account. */
export function Splitting({ customer }: { customer: Customer }) {
  const say = useSay()
  const [open, ask] = useState(false)
  if (customer.erased_at || customer.identities.length < 2) return null
  return (
    <>
      <div className="by-hand">
        <Button onClick={() => ask(true)}>{say('split.ask')}</Button>
      </div>
      {open && <Choosing customer={customer} onClose={() => ask(false)} />}
    </>
  )
}

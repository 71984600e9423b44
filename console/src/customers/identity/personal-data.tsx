/** A person's right to their data: all of it as a file, or gone. */

import { useQuery } from '@tanstack/react-query'
import { Alert, Button, Input, Modal } from 'antd'
import { useState } from 'react'
import { Link } from 'react-router'
import { get, post } from '../../api/client'
import type { Customer, Erasure } from '../../api/types'
import { useFormats } from '../../platform/format'
import { useSay } from '../../platform/language'
import { useMay } from '../../platform/session/session'
import { useChange } from '../../platform/toast'

function save(told: unknown, name: string) {
  const file = new Blob([JSON.stringify(told, null, 2)], { type: 'application/json' })
  const link = document.createElement('a')
  link.href = URL.createObjectURL(file)
  link.download = name
  link.click()
  URL.revokeObjectURL(link.href)
}

function Erasing({ customer, onClose }: { customer: Customer; onClose: () => void }) {
  const say = useSay()
  const [typed, type] = useState('')
  const word = say('who.eraseWord')
  const left = useQuery({
    queryKey: ['/customers', customer.id, 'erasure'],
    queryFn: () => get<Erasure>(`/customers/${customer.id}/erasure`),
    staleTime: 0,
  })
  const others = left.data?.others ?? []
  const erasing = useChange({
    run: () => post(`/customers/${customer.id}/erase`),
    stale: [['/customers'], ['/suggestions']],
    done: say('who.erased'),
    after: onClose,
  })
  return (
    <Modal
      open
      title={say('who.eraseTitle', { name: customer.name || say('same.nobody') })}
      okText={say('who.eraseOk')}
      okButtonProps={{ danger: true, disabled: typed !== word, loading: erasing.isPending }}
      onOk={() => erasing.mutate()}
      onCancel={onClose}
    >
      <div className="stack">
        <p>{say('who.eraseText')}</p>
        {others.length > 0 && (
          <Alert
            showIcon
            type="warning"
            title={say('who.eraseOthers')}
            description={others.map((one) => (
              <div key={one.id}>
                <Link to={`/customers/${one.id}`}>{one.name || say('same.nobody')}</Link>
              </div>
            ))}
          />
        )}
        <label>
          {say('who.eraseType', { word })}
          <Input value={typed} onChange={(event) => type(event.target.value)} />
        </label>
      </div>
    </Modal>
  )
}

/** What is left of someone erased. */
export function Shell({ customer }: { customer: Customer }) {
  const say = useSay()
  const format = useFormats()
  const erases = useMay()('customers.erase')
  const readmitting = useChange<void, { accounts: number }>({
    run: () => post(`/customers/${customer.id}/readmit`),
    stale: [['/customers']],
  })
  if (!customer.erased_at) return null
  return (
    <Alert
      showIcon
      type="info"
      title={say('who.erasedSince', { at: format.instant(customer.erased_at) })}
      description={say('who.readmitText')}
      action={
        erases && (
          <Button loading={readmitting.isPending} onClick={() => readmitting.mutate()}>
            {say('who.readmit')}
          </Button>
        )
      }
    />
  )
}

export function PersonalData({ customer }: { customer: Customer }) {
  const say = useSay()
  const may = useMay()
  const [asking, ask] = useState(false)
  const exporting = useChange({
    run: () => get<unknown>(`/customers/${customer.id}/export`),
    stale: [],
    done: say('who.exported'),
    after: (told) => save(told, `${customer.id}.json`),
  })
  if (!may('customers.export_person') && !may('customers.erase')) return null
  return (
    <section>
      <h2>{say('who.data')}</h2>
      <div className="danger-zone">
        {may('customers.export_person') && (
          <Button loading={exporting.isPending} onClick={() => exporting.mutate()}>
            {say('who.export')}
          </Button>
        )}
        {may('customers.erase') && (
          <Button danger onClick={() => ask(true)}>
            {say('who.erase')}
          </Button>
        )}
      </div>
      {asking && <Erasing customer={customer} onClose={() => ask(false)} />}
    </section>
  )
}

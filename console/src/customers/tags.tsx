import { Button, Flex, Tag } from 'antd'
import { useState } from 'react'
import { post } from '../api/client'
import type { Customer } from '../api/types'
import { useSay } from '../platform/language'
import { TagPicker } from '../platform/pickers'
import { useMay } from '../platform/session/session'
import { useChange } from '../platform/toast'

interface Change {
  add: string[]
  remove: string[]
}

function Adding({
  customer,
  send,
  busy,
}: {
  customer: Customer
  send: (add: string[]) => void
  busy: boolean
}) {
  const say = useSay()
  const [chosen, choose] = useState<string[]>([])
  const has = new Set(customer.tags.map((tag) => tag.id))
  const fresh = chosen.filter((id) => !has.has(id))
  const add = () => {
    send(fresh)
    choose([])
  }
  return (
    <Flex gap={8} className="tag-add">
      <TagPicker value={chosen} onChange={choose} placeholder={say('customer.addTags')} />
      <Button disabled={fresh.length === 0} loading={busy} onClick={add}>
        {say('do.add')}
      </Button>
    </Flex>
  )
}

/** Tags by group, each with where it came from. */
export function Tags({ customer }: { customer: Customer }) {
  const say = useSay()
  const writes = useMay()('customers.write')
  const change = useChange({
    run: (what: Change) => post<Customer>(`/customers/${customer.id}/tags`, what),
    stale: [['/customers']],
  })
  return (
    <>
      {customer.tags.length === 0 && <p className="quiet">{say('customer.noTags')}</p>}
      <ul className="tag-rows">
        {customer.tags.map((tag) => (
          <li key={tag.id}>
            <Tag
              variant="outlined"
              closable={writes}
              onClose={(event) => {
                event.preventDefault()
                change.mutate({ add: [], remove: [tag.id] })
              }}
            >
              {tag.name}
            </Tag>
            <span className="quiet">
              {tag.group_name} · {tag.source_words}
            </span>
          </li>
        ))}
      </ul>
      {writes && (
        <Adding
          customer={customer}
          busy={change.isPending}
          send={(add) => change.mutate({ add, remove: [] })}
        />
      )}
    </>
  )
}

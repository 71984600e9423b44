/** Whoever knows that two entries are one person says so, without waiting for evidence. */

import { useQuery } from '@tanstack/react-query'
import { Modal, Select } from 'antd'
import { useDeferredValue, useState } from 'react'
import { get } from '../../api/client'
import type { Customer, CustomerRow, List } from '../../api/types'
import { useSay } from '../../platform/language'
import { Compare } from './compare'

function useFound(q: string) {
  const asked = useDeferredValue(q)
  return useQuery({
    queryKey: ['/customers', 'found', asked],
    queryFn: () => get<List<CustomerRow>>('/customers', { q: asked, limit: 20 }),
    enabled: asked.length > 0,
  })
}

export function ByHand({ customer }: { customer: Customer }) {
  const say = useSay()
  const [q, search] = useState('')
  const [other, choose] = useState<string | null>(null)
  const found = useFound(q)
  const name = (row: CustomerRow) => row.name || say('same.nobody')
  const staff = (row: CustomerRow) => row.staff.map((one) => one.name).join(' · ')
  return (
    <>
      <Select
        showSearch={{ onSearch: search, filterOption: false }}
        value={null}
        onChange={choose}
        loading={found.isFetching}
        placeholder={say('who.byHand')}
        notFoundContent={q ? say('state.none') : say('who.byHandHint')}
        style={{ width: '100%', maxWidth: 400 }}
        options={(found.data?.items ?? [])
          .filter(({ id }) => id !== customer.id)
          .map((row) => ({
            value: row.id,
            label: [name(row), staff(row)].filter(Boolean).join(' · '),
          }))}
      />
      <Modal
        open={other !== null}
        width={880}
        footer={null}
        title={say('same.drawer')}
        onCancel={() => choose(null)}
        destroyOnHidden
      >
        {other && <Compare ids={[customer.id, other]} onDone={() => choose(null)} />}
      </Modal>
    </>
  )
}

/** What WeCom told us, and what became of it. */

import { Button, Segmented, type TableColumnsType } from 'antd'
import { post } from '../api/client'
import type { Callback } from '../api/types'
import { useFormats } from '../platform/format'
import { useSay } from '../platform/language'
import { FIGURE, ListTable, useList } from '../platform/list'
import { Section } from '../platform/page'
import { useMay } from '../platform/session/session'
import { Note } from '../platform/states'
import { Status, type Tone } from '../platform/status'
import { useChange } from '../platform/toast'
import { useFilter } from '../platform/url'

const TONE: Record<Callback['state'], Tone> = {
  waiting: 'busy',
  done: 'good',
  ignored: 'off',
  dead: 'bad',
}
const STATES: Callback['state'][] = ['waiting', 'done', 'ignored', 'dead']

function useColumns(): TableColumnsType<Callback> {
  const say = useSay()
  const may = useMay()
  const format = useFormats()
  const again = useChange({
    run: (id: string) => post<void>(`/wecom/inbound/${id}/run-again`),
    stale: [['/wecom/inbound']],
    done: say('jobs.asked'),
  })
  return [
    {
      title: say('callbacks.event'),
      render: (_, one) => [one.event, one.change].filter(Boolean).join(' · '),
    },
    {
      title: say('callbacks.state'),
      render: (_, one) => (
        <>
          <Status tone={TONE[one.state]}>{say(`callbacks.${one.state}`)}</Status>
          {one.error && (
            <>
              <br />
              <span className="quiet">{one.error}</span>
            </>
          )}
        </>
      ),
    },
    { ...FIGURE, title: say('jobs.attempts'), dataIndex: 'attempts' },
    {
      title: say('callbacks.received'),
      align: 'right',
      className: 'figure nowrap',
      render: (_, one) => format.instant(one.received_at),
    },
    {
      title: '',
      align: 'right',
      width: 128,
      render: (_, one) =>
        one.state === 'dead' &&
        may('wecom.manage') && (
          <Button onClick={() => again.mutate(one.id)}>{say('jobs.again')}</Button>
        ),
    },
  ]
}

export function Callbacks() {
  const say = useSay()
  const [state, setState] = useFilter('callbacks')
  const list = useList<Callback>('/wecom/inbound', { state }, 4_000)
  return (
    <Section
      flush
      title={say('callbacks.title')}
      note={say('callbacks.note')}
      action={
        <Segmented
          value={state || 'all'}
          onChange={(value) => setState(value === 'all' ? null : value)}
          options={[
            { value: 'all', label: say('callbacks.all') },
            ...STATES.map((one) => ({ value: one as string, label: say(`callbacks.${one}`) })),
          ]}
        />
      }
    >
      <ListTable
        label={say('callbacks.title')}
        list={list}
        columns={useColumns()}
        empty={
          <Note shape="empty" title={say('callbacks.empty')} text={say('callbacks.emptyText')} />
        }
      />
    </Section>
  )
}

/** What came from WeCom, and what the comparison with it found. */

import { useQuery } from '@tanstack/react-query'
import { Button, Flex, Progress } from 'antd'
import { Link } from 'react-router'
import { get, post } from '../api/client'
import type { Sync, SyncRun } from '../api/types'
import { useFormats } from '../platform/format'
import { useSay } from '../platform/language'
import { Section } from '../platform/page'
import { useMay } from '../platform/session/session'
import { Loaded } from '../platform/states'
import { Status } from '../platform/status'
import { useChange } from '../platform/toast'

const SHOWN = 8
const running = (run: SyncRun | null) => run !== null && run.finished_at === null

function Progressing({ run }: { run: SyncRun }) {
  const say = useSay()
  const all = run.staff_done + run.staff_left
  return (
    <>
      <Status tone="busy">{say('sync.running', { done: run.staff_done, all })}</Status>
      <Progress percent={all ? (run.staff_done / all) * 100 : 0} showInfo={false} size="small" />
    </>
  )
}

function Findings({ run }: { run: SyncRun }) {
  const say = useSay()
  return (
    <ul className="plain quiet">
      {run.findings.slice(0, SHOWN).map((one) => (
        <li key={one.what + one.customer.id + one.staff.id}>
          <Link to={`/customers/${one.customer.id}`}>{one.customer.name}</Link> · {one.staff.name} ·{' '}
          {say(one.what === 'vanished' ? 'sync.vanished' : 'sync.missed')}
        </li>
      ))}
      {run.findings.length > SHOWN && (
        <li>{say('sync.more', { count: run.findings.length - SHOWN })}</li>
      )}
    </ul>
  )
}

function Full({ run }: { run: SyncRun | null }) {
  const say = useSay()
  const format = useFormats()
  if (!run) return <p className="quiet">{say('sync.never')}</p>
  if (!run.finished_at) return <Progressing run={run} />
  return (
    <Status tone="good">
      {say('sync.done', {
        at: format.instant(run.finished_at),
        staff: format.number(run.staff_done),
        relations: format.number(run.relations),
      })}
    </Status>
  )
}

function Compared({ run }: { run: SyncRun | null }) {
  const say = useSay()
  const format = useFormats()
  if (!run) return <p className="quiet">{say('sync.notCompared')}</p>
  if (!run.finished_at) return <Progressing run={run} />
  const found = run.missed + run.vanished
  return (
    <>
      <Status tone={found ? 'warn' : 'good'}>
        {say(found ? 'sync.repaired' : 'sync.agreed', {
          at: format.instant(run.finished_at),
          relations: format.number(run.relations),
          missed: format.number(run.missed),
          vanished: format.number(run.vanished),
        })}
      </Status>
      {found > 0 && <Findings run={run} />}
    </>
  )
}

export function SyncOf() {
  const say = useSay()
  const may = useMay()
  const query = useQuery({
    queryKey: ['/wecom/sync'],
    queryFn: () => get<Sync>('/wecom/sync'),
    refetchInterval: 3_000,
  })
  const asking = useChange({
    run: (kind: 'full' | 'reconcile') => post<Sync>('/wecom/sync', { kind }),
    stale: [['/wecom/sync'], ['/jobs']],
    done: say('sync.asked'),
  })
  const busy =
    asking.isPending ||
    running(query.data?.full ?? null) ||
    running(query.data?.reconciliation ?? null)
  return (
    <Section
      title={say('sync.title')}
      note={say('sync.note')}
      action={
        may('wecom.manage') && (
          <Flex gap={8} wrap>
            <Button disabled={busy} onClick={() => asking.mutate('reconcile')}>
              {say('sync.compare')}
            </Button>
            <Button disabled={busy} onClick={() => asking.mutate('full')}>
              {say('sync.full')}
            </Button>
          </Flex>
        )
      }
    >
      <Loaded query={query}>
        {(found) => (
          <div className="stack-16">
            <div>
              <Full run={found.full} />
            </div>
            <div>
              <Compared run={found.reconciliation} />
            </div>
          </div>
        )}
      </Loaded>
    </Section>
  )
}

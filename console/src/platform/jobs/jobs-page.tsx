/** Background work: its state, and running again what failed. */

import { Alert, Button, Progress, Segmented, type TableColumnsType, Tabs } from 'antd'
import { useParams } from 'react-router'
import { post } from '../../api/client'
import type { Job, JobState } from '../../api/types'
import { Detail, Pairs } from '../detail'
import { useFormats } from '../format'
import { useSay } from '../language'
import { FIGURE, ListTable, useList } from '../list'
import { Page, Section } from '../page'
import { useMay } from '../session/session'
import { Note } from '../states'
import { Status, type Tone } from '../status'
import { useChange } from '../toast'
import { useFilter, useGo } from '../url'
import { Listeners } from './listeners'

const TONE: Record<JobState, Tone> = {
  waiting: 'off',
  running: 'busy',
  done: 'good',
  failed: 'bad',
}
const STATES: JobState[] = ['waiting', 'running', 'done', 'failed']

function JobStatus({ state }: { state: JobState }) {
  const say = useSay()
  return <Status tone={TONE[state]}>{say(`jobs.${state}`)}</Status>
}

function RunAgain({ job }: { job: Job }) {
  const say = useSay()
  const may = useMay()
  const running = useChange({
    run: () => post<void>(`/jobs/${job.id}/run-again`),
    stale: [['/jobs']],
    done: say('jobs.asked'),
  })
  if (!may('jobs.write') || job.state === 'running' || job.state === 'waiting') return null
  return (
    <Button
      loading={running.isPending}
      onClick={(event) => {
        event.stopPropagation()
        running.mutate()
      }}
    >
      {say('jobs.again')}
    </Button>
  )
}

function useColumns(): TableColumnsType<Job> {
  const say = useSay()
  const format = useFormats()
  return [
    {
      title: say('jobs.job'),
      render: (_, job) => (
        <>
          {job.title}
          <br />
          <span className="quiet">{job.problem ?? job.name}</span>
          {job.state === 'running' && job.total !== null && (
            <Progress
              size="small"
              percent={(job.done / Math.max(job.total, 1)) * 100}
              format={() => `${format.number(job.done)} / ${format.number(job.total ?? 0)}`}
            />
          )}
        </>
      ),
    },
    { title: say('jobs.state'), render: (_, job) => <JobStatus state={job.state} /> },
    { ...FIGURE, title: say('jobs.attempts'), dataIndex: 'attempts' },
    {
      title: say('jobs.created'),
      align: 'right',
      className: 'figure nowrap',
      render: (_, job) => job.created_at && format.instant(job.created_at),
    },
    {
      title: '',
      align: 'right',
      width: 128,
      render: (_, job) => (job.state === 'failed' ? <RunAgain job={job} /> : null),
    },
  ]
}

function One({ job, onClose }: { job: Job; onClose: () => void }) {
  const say = useSay()
  const format = useFormats()
  const at = (instant: string | null) => (instant ? format.instant(instant) : '—')
  return (
    <Detail open size={560} onClose={onClose} title={job.title} action={<RunAgain job={job} />}>
      <div className="stack-16">
        {job.problem && (
          <Alert showIcon type="error" title={say('jobs.problem')} description={job.problem} />
        )}
        <Pairs
          rows={[
            [say('jobs.state'), <JobStatus key="state" state={job.state} />],
            [say('jobs.job'), job.name],
            [say('jobs.attempts'), job.attempts],
            [say('jobs.created'), at(job.created_at)],
            [say('jobs.changed'), at(job.changed_at)],
          ]}
        />
      </div>
    </Detail>
  )
}

function Jobs() {
  const say = useSay()
  const go = useGo()
  const { id } = useParams()
  const [state, setState] = useFilter('state')
  const list = useList<Job>('/jobs', { state }, 4_000)
  const job = list.rows?.find((one) => String(one.id) === id)
  return (
    <>
      <div className="filters">
        <Segmented
          value={state || 'all'}
          onChange={(value) => setState(value === 'all' ? null : value)}
          options={[
            { value: 'all', label: say('jobs.all') },
            ...STATES.map((one) => ({ value: one as string, label: say(`jobs.${one}`) })),
          ]}
        />
      </div>
      <Section flush>
        <ListTable
          label={say('jobs.title')}
          list={list}
          columns={useColumns()}
          current={id}
          onOpen={(row) => go(`/jobs/${row.id}`)}
          empty={
            state ? (
              <Note shape="empty" title={say('state.nothing')} text={say('state.nothingText')} />
            ) : (
              <Note shape="empty" title={say('jobs.empty')} text={say('jobs.emptyText')} />
            )
          }
        />
      </Section>
      {job && <One job={job} onClose={() => go('/jobs')} />}
    </>
  )
}

export default function JobsPage() {
  const say = useSay()
  const [view, setView] = useFilter('view')
  return (
    <Page title={say('jobs.title')} purpose={say('jobs.purpose')}>
      <Tabs
        activeKey={view || 'jobs'}
        onChange={(key) => setView(key === 'jobs' ? null : key)}
        items={[
          { key: 'jobs', label: say('jobs.title'), children: <Jobs /> },
          { key: 'listeners', label: say('listeners.title'), children: <Listeners /> },
        ]}
      />
    </Page>
  )
}

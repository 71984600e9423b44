/** A live code, new or changed. */

import { useQuery } from '@tanstack/react-query'
import { Button, Flex } from 'antd'
import { useState } from 'react'
import { Link, useNavigate, useParams } from 'react-router'
import { get, post, put } from '../../api/client'
import type { LiveCode, LiveCodeForm } from '../../api/types'
import { useSay } from '../../platform/language'
import { Page, Section } from '../../platform/page'
import { Loaded } from '../../platform/states'
import { useChange } from '../../platform/toast'
import { Week } from '../schedule/week'
import { After } from './after'
import { Basics } from './basics'
import { type Draft, draftOf, faultsOf, formOf, NEW, sound } from './draft'
import { FaultList } from './fault-list'
import { Sharing } from './sharing'
import { SpecialDates } from './special-dates'
import './editor.css'

function Editor({ id, from }: { id?: string; from: LiveCodeForm }) {
  const say = useSay()
  const navigate = useNavigate()
  const [draft, setDraft] = useState<Draft>(() => draftOf(from))
  const [tried, setTried] = useState(false)
  const set = (change: Partial<Draft>) => setDraft((old) => ({ ...old, ...change }))
  const faults = faultsOf(draft)
  const saving = useChange({
    run: () => {
      const body = formOf(draft)
      return id ? put<LiveCode>(`/live-codes/${id}`, body) : post<LiveCode>('/live-codes', body)
    },
    stale: [['/live-codes'], ['/acquisition/today'], ['/tour']],
    after: (code) => navigate(`/live-codes/${code.id}`),
  })
  const save = () => {
    setTried(true)
    if (sound(faults)) saving.mutate()
  }
  return (
    <Page
      title={id ? from.name : say('edit.new')}
      purpose={say('edit.purpose')}
      action={
        <Flex gap={8} className="save-bar">
          <Link to={id ? `/live-codes/${id}` : '/live-codes'}>
            <Button>{say('do.cancel')}</Button>
          </Link>
          <Button type="primary" loading={saving.isPending} onClick={save}>
            {say('do.save')}
          </Button>
        </Flex>
      }
    >
      <div className="stack editor">
        {tried && <FaultList faults={faults} />}
        <Section title={say('edit.basics')}>
          <Basics draft={draft} set={set} tried={tried} />
        </Section>
        <Section title={say('edit.week')} note={say('edit.weekNote')}>
          <Week draft={draft} set={set} faults={faults} />
        </Section>
        <Section title={say('edit.dates')} note={say('edit.datesNote')}>
          <SpecialDates draft={draft} set={set} />
        </Section>
        <Section title={say('edit.sharing')} note={say('edit.sharingNote')}>
          <Sharing draft={draft} set={set} />
        </Section>
        <Section title={say('edit.after')} note={say('edit.afterNote')}>
          <After draft={draft} set={set} />
        </Section>
      </div>
    </Page>
  )
}

function Existing({ id }: { id: string }) {
  const query = useQuery({
    queryKey: ['/live-codes', id, 'edit'],
    queryFn: () => get<LiveCode>(`/live-codes/${id}`),
    staleTime: 0,
    gcTime: 0,
  })
  return (
    <Loaded query={query} rows={12}>
      {(code) => <Editor id={id} from={code} />}
    </Loaded>
  )
}

export default function EditPage() {
  const { id } = useParams()
  return id ? <Existing key={id} id={id} /> : <Editor from={NEW} />
}

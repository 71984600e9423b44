/** A segment being made or changed. */

import { Button, Checkbox, Flex, Input } from 'antd'
import { useState } from 'react'
import { useLocation, useNavigate, useParams, useSearchParams } from 'react-router'
import { post, put } from '../../api/client'
import { useSay } from '../../platform/language'
import { Page } from '../../platform/page'
import { Loaded } from '../../platform/states'
import { useChange } from '../../platform/toast'
import type { Segment, SegmentForm } from '../api'
import type { Catalogue, Condition } from '../language'
import { SEGMENTS, useCatalogue, useSegment } from '../questions'
import { isReady, readyOf } from '../ready'
import { Definition } from './definition'
import { useDefinition } from './editing'
import { whole } from './kinds'
import { leaves, toJson } from './tree'

interface EditorProps {
  catalogue: Catalogue
  first: SegmentForm
  segment?: Segment
}

function Editor({ catalogue, first, segment }: EditorProps) {
  const say = useSay()
  const navigate = useNavigate()
  const defined = useDefinition(first.definition)
  const [form, setForm] = useState(first)
  const set = (part: Partial<SegmentForm>) => setForm((old) => ({ ...old, ...part }))
  const saving = useChange({
    run: () => {
      const sent: SegmentForm = {
        ...form,
        name: form.name.trim(),
        definition: toJson(defined.root),
      }
      return segment
        ? put<Segment>(`${SEGMENTS}/${segment.id}`, sent)
        : post<Segment>(SEGMENTS, sent)
    },
    stale: [[SEGMENTS], ['/audiences/catalogue']],
    done: say('segment.saved'),
    after: (saved) => navigate(`/segments/${(saved as Segment).id}`),
  })
  const found = leaves(defined.root)
  const [right, tell] = useState(false)
  const ready = right && form.name.trim() !== '' && found.every((one) => whole(one.leaf))
  return (
    <Page
      title={say(segment ? 'build.edit' : 'build.new')}
      purpose={say('build.purpose')}
      action={
        <Flex gap={8}>
          <Button onClick={() => navigate(segment ? `/segments/${segment.id}` : '/segments')}>
            {say('do.cancel')}
          </Button>
          <Button
            type="primary"
            disabled={!ready}
            loading={saving.isPending}
            onClick={() => saving.mutate()}
          >
            {say('do.save')}
          </Button>
        </Flex>
      }
    >
      <div className="naming">
        <Input
          aria-label={say('build.name')}
          placeholder={say('build.namePlaceholder')}
          maxLength={60}
          value={form.name}
          onChange={(event) => set({ name: event.target.value })}
        />
        <Input
          aria-label={say('segment.description')}
          placeholder={say('segment.description')}
          maxLength={200}
          value={form.description}
          onChange={(event) => set({ description: event.target.value })}
        />
        <Checkbox checked={form.live} onChange={(event) => set({ live: event.target.checked })}>
          <span title={say('segment.liveNote')}>{say('segment.makeLive')}</span>
        </Checkbox>
      </div>
      <Definition defined={defined} catalogue={catalogue} self={segment?.id} onRight={tell} />
    </Page>
  )
}

/** What a new one starts from: a ready definition, or what another page handed over. */
function useFirst(): SegmentForm {
  const say = useSay()
  const [search] = useSearchParams()
  const { state } = useLocation() as { state: { definition?: Condition; name?: string } | null }
  const from = search.get('from') ?? ''
  return {
    name: state?.name ?? (isReady(from) ? say(`ready.${from}`) : ''),
    description: '',
    live: true,
    definition: state?.definition ?? readyOf(from),
  }
}

export default function EditPage() {
  const { id } = useParams()
  const first = useFirst()
  const catalogue = useCatalogue()
  const segment = useSegment(id)
  return (
    <Loaded query={catalogue} rows={10}>
      {(known) =>
        id ? (
          <Loaded query={segment} rows={10}>
            {(one) => <Editor key={one.id} catalogue={known} first={one} segment={one} />}
          </Loaded>
        ) : (
          <Editor catalogue={known} first={first} />
        )
      }
    </Loaded>
  )
}

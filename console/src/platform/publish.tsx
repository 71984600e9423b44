/** Hand a thing of headquarters to stores: which, what they may change, from when. */

import { useQuery } from '@tanstack/react-query'
import { Button, Checkbox, DatePicker, Form, Modal, Radio, Select } from 'antd'
import dayjs, { type Dayjs } from 'dayjs'
import { useState } from 'react'
import { get, post } from '../api/client'
import type { List, PublicationWhole, PublishableKind, Ref } from '../api/types'
import { useSay } from './language'
import { NodesPicker } from './pickers'
import { useMay } from './session/session'
import { useChange } from './toast'

interface What {
  kind?: string
  subject?: string
  open?: string[]
}

interface Fields {
  kind: string
  subject_id: string
  node_ids: string[]
  open_parts: string[]
  when: 'now' | 'accept'
  accept_by?: Dayjs
}

export function useKinds() {
  return useQuery({
    queryKey: ['/publishable-kinds'],
    queryFn: () => get<List<PublishableKind>>('/publishable-kinds'),
  })
}

function useSubjects(kind: string | undefined, wanted: boolean) {
  return useQuery({
    queryKey: ['/publishable-subjects', kind],
    queryFn: () => get<List<Ref>>('/publishable-subjects', { kind }),
    enabled: Boolean(kind) && wanted,
  })
}

function Which({ kinds, what }: { kinds: PublishableKind[]; what: What }) {
  const say = useSay()
  const kind = Form.useWatch<string | undefined>('kind')
  const subjects = useSubjects(kind, !what.subject)
  if (what.subject) return null
  return (
    <>
      <Form.Item name="kind" label={say('publish.kind')} rules={[{ required: true }]}>
        <Select options={kinds.map((one) => ({ value: one.name, label: one.title }))} />
      </Form.Item>
      <Form.Item name="subject_id" label={say('publish.subject')} rules={[{ required: true }]}>
        <Select
          showSearch
          optionFilterProp="label"
          disabled={!kind}
          loading={subjects.isFetching}
          options={(subjects.data?.items ?? []).map((one) => ({ value: one.id, label: one.name }))}
        />
      </Form.Item>
    </>
  )
}

function Open({ kinds, what }: { kinds: PublishableKind[]; what: What }) {
  const say = useSay()
  const kind = Form.useWatch<string | undefined>('kind') ?? what.kind
  const parts = kinds.find((one) => one.name === kind)?.parts.filter((one) => one.may_open) ?? []
  if (!kind) return null
  return (
    <Form.Item
      name="open_parts"
      label={say('publish.open')}
      extra={say(parts.length ? 'publish.openNote' : 'publish.openNone')}
    >
      <Checkbox.Group options={parts.map((one) => ({ value: one.name, label: one.title }))} />
    </Form.Item>
  )
}

function When() {
  const say = useSay()
  const when = Form.useWatch<string | undefined>('when')
  return (
    <>
      <Form.Item name="when" label={say('publish.when')}>
        <Radio.Group
          options={[
            { value: 'now', label: say('publish.now') },
            { value: 'accept', label: say('publish.accept') },
          ]}
        />
      </Form.Item>
      {when === 'accept' && (
        <Form.Item
          name="accept_by"
          label={say('publish.by')}
          extra={say('publish.byNote')}
          rules={[{ required: true }]}
        >
          <DatePicker minDate={dayjs().add(1, 'day')} />
        </Form.Item>
      )}
    </>
  )
}

interface PublishProps {
  what?: What
  primary?: boolean
  words?: string
  /** Needed at the first time: stores that have it already get a new version unasked. */
  again?: boolean
  after?: (made: PublicationWhole) => void
}

export function Publish({ what = {}, primary, words, again, after }: PublishProps) {
  const say = useSay()
  const may = useMay()
  const [open, setOpen] = useState(false)
  const [form] = Form.useForm<Fields>()
  const kinds = useKinds().data?.items ?? []
  const publishing = useChange({
    run: ({ when, accept_by, ...fields }: Fields) =>
      post<PublicationWhole>('/publications', {
        ...fields,
        kind: what.kind ?? fields.kind,
        subject_id: what.subject ?? fields.subject_id,
        accept_by: when === 'accept' ? accept_by?.format('YYYY-MM-DD') : null,
      }),
    stale: [['/publications'], ['/welcome-rules'], ['/tags']],
    done: say('publish.done'),
    after: (made) => {
      setOpen(false)
      after?.(made)
    },
  })
  if (!may('publications.write')) return null
  return (
    <>
      <Button type={primary ? 'primary' : 'default'} onClick={() => setOpen(true)}>
        {words ?? say('publish.do')}
      </Button>
      <Modal
        open={open}
        title={say('publish.title')}
        okText={say('publish.do')}
        cancelText={say('do.cancel')}
        confirmLoading={publishing.isPending}
        onCancel={() => setOpen(false)}
        onOk={() => form.submit()}
        destroyOnHidden
      >
        <Form<Fields>
          form={form}
          layout="vertical"
          requiredMark={false}
          initialValues={{ node_ids: [], open_parts: what.open ?? [], when: 'now', ...what }}
          onFinish={(fields) => publishing.mutate(fields)}
        >
          <Which kinds={kinds} what={what} />
          <Form.Item
            name="node_ids"
            label={say('publish.stores')}
            extra={say('publish.storesNote')}
            rules={[{ required: !again, type: 'array', min: again ? 0 : 1 }]}
          >
            <NodesPicker />
          </Form.Item>
          <Open kinds={kinds} what={what} />
          <When />
        </Form>
      </Modal>
    </>
  )
}

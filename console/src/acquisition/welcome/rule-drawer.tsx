import { App, Button, Flex, Skeleton } from 'antd'
import { useState } from 'react'
import { post, put, remove } from '../../api/client'
import type { Aim, WelcomeForm, WelcomeRule } from '../../api/types'
import { Detail } from '../../platform/detail'
import { useSay } from '../../platform/language'
import { Publish } from '../../platform/publish'
import { useMay } from '../../platform/session/session'
import { Note, Trouble } from '../../platform/states'
import { useChange } from '../../platform/toast'
import { Aims } from './aims'
import { PhonePreview } from './phone-preview'
import { RuleForm } from './rule-form'
import { useCheck } from './use-check'

const FRESH: WelcomeForm = {
  name: '',
  level: 'default',
  active: true,
  position: 0,
  live_code_ids: [],
  node_ids: [],
  staff_ids: [],
  date_from: null,
  date_to: null,
  weekdays: [],
  time_from: null,
  time_to: null,
  text: '',
  links: [],
  marks: {},
}
const STALE = [['/welcome-rules'], ['/tour']]

function formOf(rule: WelcomeForm): WelcomeForm {
  const fields = Object.keys(FRESH) as (keyof WelcomeForm)[]
  return Object.fromEntries(fields.map((field) => [field, rule[field]])) as unknown as WelcomeForm
}

function useDelete(rule: WelcomeRule | null, onClose: () => void) {
  const say = useSay()
  const { modal } = App.useApp()
  const deleting = useChange({
    run: (id: string) => remove(`/welcome-rules/${id}`),
    stale: STALE,
    done: say('rules.deleted'),
    after: onClose,
  })
  return () =>
    rule &&
    modal.confirm({
      title: say('rules.deleteTitle', { name: rule.name }),
      content: say('rules.deleteText', { count: rule.sent_count }),
      okText: say('do.delete'),
      okButtonProps: { danger: true },
      cancelText: say('do.cancel'),
      onOk: () => deleting.mutate(rule.id),
    })
}

interface EditorProps {
  rule: WelcomeRule | null
  onClose: () => void
}

function Editor({ rule, onClose }: EditorProps) {
  const say = useSay()
  const writes = useMay()('welcome.write')
  const [form, setForm] = useState<WelcomeForm>(() => formOf(rule ?? FRESH))
  const check = useCheck(form)
  const erase = useDelete(rule, onClose)
  const saving = useChange({
    run: () =>
      rule
        ? put<WelcomeRule>(`/welcome-rules/${rule.id}`, form)
        : post<WelcomeRule>('/welcome-rules', form),
    stale: STALE,
    after: onClose,
  })
  const mark = (aim: Aim, words: string) =>
    setForm((old) => ({ ...old, marks: { ...old.marks, [aim]: words } }))
  const complete = form.name.trim() !== '' && form.text.trim() !== ''
  return (
    <Detail
      open
      size={1080}
      onClose={onClose}
      title={rule ? rule.name : say('rules.new')}
      footer={
        writes && (
          <Flex justify="space-between">
            {rule && !(rule.published && !rule.published.recalled_at) ? (
              <Button danger type="text" onClick={erase}>
                {say('do.delete')}
              </Button>
            ) : (
              <span />
            )}
            <Flex gap={8}>
              {rule && !rule.published && (
                <Publish what={{ kind: 'welcome_rule', subject: rule.id }} />
              )}
              <Button onClick={onClose}>{say('do.cancel')}</Button>
              <Button
                type="primary"
                disabled={!complete}
                loading={saving.isPending}
                onClick={() => saving.mutate()}
              >
                {say('do.save')}
              </Button>
            </Flex>
          </Flex>
        )
      }
    >
      <div className="rule">
        <RuleForm
          form={form}
          set={(part) => setForm((old) => ({ ...old, ...part }))}
          check={check}
          published={rule?.published}
        />
        <div className="stack rule-side">
          <PhonePreview text={check?.preview ?? form.text} links={form.links} />
          <Aims check={check} marks={form.marks} onMark={mark} />
        </div>
      </div>
    </Detail>
  )
}

interface RuleDrawerProps {
  id?: string
  rules?: WelcomeRule[]
  trouble: unknown
  onClose: () => void
}

export function RuleDrawer({ id, rules, trouble, onClose }: RuleDrawerProps) {
  const say = useSay()
  if (!id) return null
  if (id === 'new') return <Editor key="new" rule={null} onClose={onClose} />
  const rule = rules?.find((one) => one.id === id)
  if (rule) return <Editor key={id} rule={rule} onClose={onClose} />
  return (
    <Detail open onClose={onClose} title={say('rules.one')}>
      {trouble ? (
        <Trouble error={trouble} />
      ) : rules ? (
        <Note shape="empty" title={say('rules.gone')} />
      ) : (
        <Skeleton active />
      )}
    </Detail>
  )
}

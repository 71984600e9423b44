/** A tag rule being made or changed. */

import { useQuery } from '@tanstack/react-query'
import { App, Button, Checkbox, Flex, Input, InputNumber, Radio, Select, Switch } from 'antd'
import { useState } from 'react'
import { useNavigate, useParams } from 'react-router'
import { get, post, put, remove } from '../../api/client'
import { useSay } from '../../platform/language'
import { useTagGroups } from '../../platform/lookups'
import { Page, Section } from '../../platform/page'
import { Row } from '../../platform/row'
import { Loaded } from '../../platform/states'
import { useChange } from '../../platform/toast'
import type { Catalogue, TagRule, TagRuleForm } from '../api'
import { Definition } from '../builder/definition'
import { useDefinition } from '../builder/editing'
import { whole } from '../builder/kinds'
import { leaves, toJson } from '../builder/tree'
import { useCatalogue } from '../questions'
import { NOTHING } from '../ready'
import { RULES } from './tag-rules-page'

const NEW: TagRuleForm = {
  name: '',
  tag_id: '',
  segment_id: null,
  definition: NOTHING,
  expires_after_days: null,
  ends_when_left: true,
  enabled: true,
}

const formOf = (rule: TagRule): TagRuleForm => ({
  name: rule.name,
  tag_id: rule.tag.id,
  segment_id: rule.segment?.id ?? null,
  definition: rule.definition,
  expires_after_days: rule.expires_after_days,
  ends_when_left: rule.ends_when_left,
  enabled: rule.enabled,
})

interface FormProps {
  form: TagRuleForm
  set: (part: Partial<TagRuleForm>) => void
}

function TagPick({ form, set }: FormProps) {
  const say = useSay()
  const groups = useTagGroups()
  return (
    <Select
      showSearch
      optionFilterProp="label"
      value={form.tag_id || undefined}
      onChange={(tag_id) => set({ tag_id })}
      aria-label={say('tagRules.give')}
      placeholder={say('tagRules.chooseTag')}
      style={{ width: 280 }}
      options={(groups.data ?? []).map((group) => ({
        label: group.name,
        options: group.tags.map((tag) => ({ value: tag.id, label: tag.name })),
      }))}
    />
  )
}

function Ends({ form, set }: FormProps) {
  const say = useSay()
  return (
    <div className="stack-8">
      <Flex gap={8} align="center" wrap>
        {say('tagRules.expires')}
        <InputNumber
          min={1}
          max={3650}
          precision={0}
          controls={false}
          aria-label={say('tagRules.expiresDays')}
          value={form.expires_after_days}
          onChange={(expires_after_days) => set({ expires_after_days })}
          style={{ width: 80 }}
        />
        {say('tagRules.expiresDays')}
      </Flex>
      <Checkbox
        checked={form.ends_when_left}
        onChange={(event) => set({ ends_when_left: event.target.checked })}
      >
        {say('tagRules.leaves')}
      </Checkbox>
    </div>
  )
}

interface WhomProps {
  catalogue: Catalogue
  segment: string | null
  bySegment: boolean
  onBy: (bySegment: boolean) => void
  onSegment: (id: string) => void
}

function Whom({ catalogue, segment, bySegment, onBy, onSegment }: WhomProps) {
  const say = useSay()
  return (
    <div className="stack-8">
      <Radio.Group
        value={bySegment}
        onChange={(event) => onBy(event.target.value)}
        options={[
          { value: false, label: say('tagRules.fromDefinition') },
          { value: true, label: say('tagRules.fromSegment') },
        ]}
      />
      {bySegment && (
        <Select
          showSearch
          optionFilterProp="label"
          value={segment ?? undefined}
          onChange={onSegment}
          aria-label={say('build.segment')}
          placeholder={say('build.segment')}
          style={{ width: 280 }}
          options={catalogue.segments.map((one) => ({ value: one.id, label: one.name }))}
        />
      )}
    </div>
  )
}

function Deleting({ rule }: { rule: TagRule }) {
  const say = useSay()
  const navigate = useNavigate()
  const { modal } = App.useApp()
  const deleting = useChange({
    run: () => remove(`${RULES}/${rule.id}`),
    stale: [[RULES]],
    after: () => navigate(RULES),
  })
  const ask = () =>
    modal.confirm({
      title: say('tagRules.delete', { name: rule.name }),
      content: say('tagRules.deleteText', { count: rule.given - rule.taken }),
      okText: say('do.delete'),
      okButtonProps: { danger: true },
      cancelText: say('do.cancel'),
      onOk: () => deleting.mutate(),
    })
  return (
    <Button danger onClick={ask} loading={deleting.isPending}>
      {say('do.delete')}
    </Button>
  )
}

function Editor({ catalogue, rule }: { catalogue: Catalogue; rule?: TagRule }) {
  const say = useSay()
  const navigate = useNavigate()
  const [form, setForm] = useState(rule ? formOf(rule) : NEW)
  const [bySegment, by] = useState(Boolean(form.segment_id))
  const defined = useDefinition(form.definition ?? NOTHING)
  const set = (part: Partial<TagRuleForm>) => setForm((old) => ({ ...old, ...part }))
  const saving = useChange({
    run: () => {
      const sent: TagRuleForm = {
        ...form,
        name: form.name.trim(),
        segment_id: bySegment ? form.segment_id : null,
        definition: bySegment ? null : toJson(defined.root),
      }
      return rule ? put(`${RULES}/${rule.id}`, sent) : post(RULES, sent)
    },
    stale: [[RULES]],
    done: say('tagRules.saved'),
    after: () => navigate(RULES),
  })
  const found = leaves(defined.root)
  const asked = bySegment
    ? form.segment_id !== null
    : found.length > 0 && found.every((one) => whole(one.leaf))
  return (
    <Page
      title={say(rule ? 'tagRules.edit' : 'tagRules.new')}
      purpose={say('tagRules.purpose')}
      action={
        <Flex gap={8}>
          <Button onClick={() => navigate(RULES)}>{say('do.cancel')}</Button>
          {rule && <Deleting rule={rule} />}
          <Button
            type="primary"
            disabled={!asked || !form.tag_id || !form.name.trim()}
            loading={saving.isPending}
            onClick={() => saving.mutate()}
          >
            {say('do.save')}
          </Button>
        </Flex>
      }
    >
      <div className="stack">
        <Section>
          <div className="fields">
            <Row label={say('tagRules.howNamed')}>
              <Input
                aria-label={say('tagRules.howNamed')}
                placeholder={say('tagRules.namePlaceholder')}
                maxLength={40}
                value={form.name}
                onChange={(event) => set({ name: event.target.value })}
                style={{ width: 280 }}
              />
            </Row>
            <Row label={say('tagRules.give')}>
              <TagPick form={form} set={set} />
            </Row>
            <Row label={say('tagRules.until')}>
              <Ends form={form} set={set} />
            </Row>
            <Row label={say('tagRules.enabled')}>
              <Switch
                aria-label={say('tagRules.enabled')}
                checked={form.enabled}
                onChange={(enabled) => set({ enabled })}
              />
            </Row>
            <Row label={say('tagRules.whom')}>
              <Whom
                catalogue={catalogue}
                segment={form.segment_id}
                bySegment={bySegment}
                onBy={by}
                onSegment={(segment_id) => set({ segment_id })}
              />
            </Row>
          </div>
        </Section>
        {!bySegment && <Definition defined={defined} catalogue={catalogue} />}
      </div>
    </Page>
  )
}

export default function RulePage() {
  const { id } = useParams()
  const catalogue = useCatalogue()
  const rule = useQuery({
    queryKey: [RULES, id],
    queryFn: () => get<TagRule>(`${RULES}/${id}`),
    enabled: Boolean(id),
  })
  return (
    <Loaded query={catalogue} rows={10}>
      {(known) =>
        id ? (
          <Loaded query={rule} rows={10}>
            {(one) => <Editor key={one.id} catalogue={known} rule={one} />}
          </Loaded>
        ) : (
          <Editor catalogue={known} />
        )
      }
    </Loaded>
  )
}

/** A tag rule being made or changed. */

import { useQuery } from '@tanstack/react-query'
import { App, Button, Flex, Input, Switch } from 'antd'
import { useState } from 'react'
import { Navigate, useNavigate, useParams } from 'react-router'
import { get, post, put, remove } from '../../api/client'
import { useSay } from '../../platform/language'
import { Page, Section } from '../../platform/page'
import { Row } from '../../platform/row'
import { Loaded } from '../../platform/states'
import { useChange } from '../../platform/toast'
import type { TagRule, TagRuleForm } from '../api'
import { Definition } from '../builder/definition'
import { useDefinition } from '../builder/editing'
import { whole } from '../builder/kinds'
import { leaves, toJson } from '../builder/tree'
import type { Catalogue } from '../language'
import { useCatalogue } from '../questions'
import { NOTHING } from '../ready'
import { type By, Ends, TagPick, Whom } from './inputs'
import { RULES } from './tag-rules-page'
import { any, NO_WORDS, wordsOf } from './words'
import { WordsEditor } from './words-editor'

const NEW: TagRuleForm = {
  name: '',
  tag_id: '',
  segment_id: null,
  definition: NOTHING,
  words: null,
  expires_after_days: null,
  ends_when_left: true,
  enabled: true,
}

const formOf = (rule: TagRule): TagRuleForm => ({
  name: rule.name,
  tag_id: rule.tag.id,
  segment_id: rule.definition ? null : (rule.segment?.id ?? null),
  definition: rule.definition,
  words: rule.words ? wordsOf(rule.words) : null,
  expires_after_days: rule.expires_after_days,
  ends_when_left: rule.ends_when_left,
  enabled: rule.enabled,
})

const howOf = (form: TagRuleForm): By =>
  form.words ? 'words' : form.segment_id ? 'segment' : 'definition'

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
  const [by, goBy] = useState(howOf(form))
  const words = form.words ?? NO_WORDS
  const defined = useDefinition(form.definition ?? NOTHING)
  const set = (part: Partial<TagRuleForm>) => setForm((old) => ({ ...old, ...part }))
  const saving = useChange({
    run: () => {
      const sent: TagRuleForm = {
        ...form,
        name: form.name.trim(),
        segment_id: by === 'segment' ? form.segment_id : null,
        definition: by === 'definition' ? toJson(defined.root) : null,
        words: by === 'words' ? words : null,
      }
      return rule ? put(`${RULES}/${rule.id}`, sent) : post(RULES, sent)
    },
    stale: [[RULES]],
    done: say('tagRules.saved'),
    after: () => navigate(RULES),
  })
  const found = leaves(defined.root)
  const [right, tell] = useState(false)
  const asked = {
    segment: form.segment_id !== null,
    words: any(words),
    definition: right && found.every((one) => whole(one.leaf)),
  }[by]
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
                by={by}
                onBy={goBy}
                onSegment={(segment_id) => set({ segment_id })}
              />
            </Row>
          </div>
        </Section>
        {by === 'definition' && (
          <Definition defined={defined} catalogue={catalogue} onRight={tell} />
        )}
        {by === 'words' && (
          <WordsEditor words={words} set={(part) => set({ words: { ...words, ...part } })} />
        )}
      </div>
    </Page>
  )
}

export default function RulePage() {
  const { id } = useParams()
  const catalogue = useCatalogue()
  const rule = useQuery({
    queryKey: [RULES, 'one', id],
    queryFn: () =>
      get<{ items: TagRule[] }>(RULES).then(
        ({ items }) => items.find((one) => one.id === id) ?? null,
      ),
    enabled: Boolean(id),
  })
  return (
    <Loaded query={catalogue} rows={10}>
      {(known) =>
        id ? (
          <Loaded query={rule} rows={10}>
            {(one) =>
              one ? (
                <Editor key={one.id} catalogue={known} rule={one} />
              ) : (
                <Navigate to={RULES} replace />
              )
            }
          </Loaded>
        ) : (
          <Editor catalogue={known} />
        )
      }
    </Loaded>
  )
}

/** What a tag rule is filled in with. */

import { Checkbox, Flex, InputNumber, Radio, Select } from 'antd'
import { useSay } from '../../platform/language'
import { useTagGroups } from '../../platform/lookups'
import type { TagRuleForm } from '../api'
import type { Catalogue } from '../language'

interface FormProps {
  form: TagRuleForm
  set: (part: Partial<TagRuleForm>) => void
}

export function TagPick({ form, set }: FormProps) {
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

export function Ends({ form, set }: FormProps) {
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

export type By = 'definition' | 'segment' | 'words'

interface WhomProps {
  catalogue: Catalogue
  segment: string | null
  by: By
  onBy: (by: By) => void
  onSegment: (id: string) => void
}

export function Whom({ catalogue, segment, by, onBy, onSegment }: WhomProps) {
  const say = useSay()
  return (
    <div className="stack-8">
      <Radio.Group
        value={by}
        onChange={(event) => onBy(event.target.value)}
        options={[
          { value: 'definition', label: say('tagRules.fromDefinition') },
          { value: 'segment', label: say('tagRules.fromSegment') },
          { value: 'words', label: say('tagRules.fromWords') },
        ]}
      />
      {by === 'segment' && (
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

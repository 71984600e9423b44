import { Button, Input, Segmented, Select, Space, Switch } from 'antd'
import type { LiveCodeRow, WelcomeCheck, WelcomeForm } from '../../api/types'
import { useSay } from '../../platform/language'
import { useList } from '../../platform/list'
import { NodesPicker, StaffPicker } from '../../platform/pickers'
import { Links } from './links'
import { LEVELS } from './rules-page'
import { Times } from './times'

interface FormProps {
  form: WelcomeForm
  set: (part: Partial<WelcomeForm>) => void
  check?: WelcomeCheck
}

function CodesPicker({ form, set }: FormProps) {
  const say = useSay()
  const codes = useList<LiveCodeRow>('/live-codes', { limit: 200 })
  return (
    <Select
      mode="multiple"
      showSearch
      optionFilterProp="label"
      value={form.live_code_ids}
      onChange={(live_code_ids) => set({ live_code_ids })}
      placeholder={say('rule.anyCode')}
      aria-label={say('rule.codes')}
      style={{ width: '100%' }}
      options={(codes.rows ?? []).map((code) => ({ value: code.id, label: code.name }))}
    />
  )
}

function Words({ form, set, check }: FormProps) {
  const say = useSay()
  return (
    <div>
      <Input.TextArea
        id="rule-text"
        value={form.text}
        autoSize={{ minRows: 6, maxRows: 14 }}
        maxLength={1300}
        placeholder={say('rule.textHint')}
        onChange={(event) => set({ text: event.target.value })}
      />
      <Space size={8} wrap className="chips">
        {check?.variables.map((one) => (
          <Button
            key={one.name}
            size="small"
            title={one.example}
            onClick={() => set({ text: `${form.text}{${one.name}}` })}
          >
            + {one.title}
          </Button>
        ))}
      </Space>
    </div>
  )
}

function Whom({ form, set }: FormProps) {
  const say = useSay()
  return (
    <>
      <div className="label">
        {say('rule.codes')}
        <CodesPicker form={form} set={set} />
      </div>
      <div className="label">
        {say('rule.nodes')}
        <NodesPicker
          value={form.node_ids}
          placeholder={say('rule.anyNode')}
          onChange={(node_ids) => set({ node_ids })}
        />
      </div>
      <div className="label">
        {say('rule.staff')}
        <StaffPicker
          value={form.staff_ids}
          placeholder={say('rule.anyStaff')}
          onChange={(staff_ids) => set({ staff_ids })}
        />
      </div>
    </>
  )
}

export function RuleForm({ form, set, check }: FormProps) {
  const say = useSay()
  return (
    <div className="stack-16">
      <label className="label">
        {say('rule.name')}
        <Input
          value={form.name}
          maxLength={40}
          onChange={(event) => set({ name: event.target.value })}
        />
      </label>
      <div className="label">
        {say('rule.level')}
        <Segmented
          value={form.level}
          onChange={(level) => set({ level })}
          options={LEVELS.map((level) => ({ value: level, label: say(`level.${level}`) }))}
        />
        <span className="quiet">{say(`level.${form.level}.note`)}</span>
      </div>
      <Times form={form} set={set} />
      <div className="label">
        <label htmlFor="rule-text">{say('rule.text')}</label>
        <Words form={form} set={set} check={check} />
      </div>
      <Links form={form} set={set} />
      <Whom form={form} set={set} />
      <div className="label">
        {say('rule.active')}
        <div>
          <Switch
            checked={form.active}
            aria-label={say('rule.active')}
            onChange={(active) => set({ active })}
          />
        </div>
      </div>
    </div>
  )
}

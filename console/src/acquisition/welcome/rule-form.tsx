import { Button, Input, Segmented, Select, Space, Switch } from 'antd'
import type { LiveCodeRow, Published, WelcomeCheck, WelcomeForm } from '../../api/types'
import { useSay } from '../../platform/language'
import { useList } from '../../platform/list'
import { NodesPicker, StaffPicker } from '../../platform/pickers'
import { LEVELS } from './levels'
import { Links } from './links'
import { Locked, Origin } from './origin'
import { Times } from './times'

interface FormProps {
  form: WelcomeForm
  set: (part: Partial<WelcomeForm>) => void
  check?: WelcomeCheck
  /** What this is a copy of; what headquarters keeps is locked. */
  published?: Published | null
}

/** The levels that have days or hours to set. */
const TIMED: WelcomeForm['level'][] = ['special', 'periodic']

/** Which parts of a copy headquarters keeps; of a rule of one's own, none. */
function locks(published?: Published | null): (part: string) => boolean {
  return (part) =>
    Boolean(published) && (Boolean(published?.recalled_at) || !published?.open_parts.includes(part))
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

function Whom({ form, set, published }: FormProps) {
  const say = useSay()
  const locked = locks(published)
  return (
    <>
      <Locked locked={locked('live_codes')}>
        <div className="label">
          {say('rule.codes')}
          <CodesPicker form={form} set={set} />
        </div>
      </Locked>
      <Locked locked={locked('scope')}>
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
      </Locked>
    </>
  )
}

export function RuleForm({ form, set, check, published }: FormProps) {
  const say = useSay()
  const locked = locks(published)
  return (
    <div className="stack-16">
      {published && <Origin published={published} />}
      <Locked locked={locked('name')}>
        <label className="label">
          {say('rule.name')}
          <Input
            value={form.name}
            maxLength={40}
            onChange={(event) => set({ name: event.target.value })}
          />
        </label>
      </Locked>
      <Locked locked={locked('level')}>
        <div className="label">
          {say('rule.level')}
          <Segmented
            value={form.level}
            disabled={locked('level')}
            onChange={(level) => set({ level })}
            options={LEVELS.map((level) => ({ value: level, label: say(`level.${level}`) }))}
          />
          <span className="quiet">{say(`level.${form.level}.note`)}</span>
        </div>
      </Locked>
      <Locked locked={locked('times') && TIMED.includes(form.level)}>
        <Times form={form} set={set} />
      </Locked>
      <Locked locked={locked('text')}>
        <div className="label">
          <label htmlFor="rule-text">{say('rule.text')}</label>
          <Words form={form} set={set} check={check} />
        </div>
      </Locked>
      <Locked locked={locked('links')}>
        <Links form={form} set={set} />
      </Locked>
      <Whom form={form} set={set} published={published} />
      <Locked locked={locked('active')}>
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
      </Locked>
    </div>
  )
}

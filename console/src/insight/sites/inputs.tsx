/** What is decided of a site: the same inputs for a new one and a changed one. */

import { Form, Input, InputNumber, Radio, Select, Switch } from 'antd'
import type { SiteForm } from '../../api/types'
import { useSay } from '../../platform/language'

const MODES: SiteForm['consent'][] = ['needed', 'anonymous', 'not_needed']
const SWITCHES = ['collapse_ids', 'outbound', 'respect_signals'] as const

export const FRESH: SiteForm = {
  name: '',
  origins: [],
  consent: 'needed',
  gap_minutes: 30,
  collapse_ids: true,
  outbound: false,
  respect_signals: true,
  enabled: true,
}

function Consent() {
  const say = useSay()
  return (
    <Form.Item name="consent" label={say('sites.consent')}>
      <Radio.Group className="site-modes">
        {MODES.map((mode) => (
          <Radio key={mode} value={mode}>
            {say(`sites.consent.${mode}`)}
            <span className="quiet">{say(`sites.consentNote.${mode}`)}</span>
          </Radio>
        ))}
      </Radio.Group>
    </Form.Item>
  )
}

export function Inputs() {
  const say = useSay()
  return (
    <>
      <Form.Item
        name="name"
        label={say('sites.name')}
        rules={[{ required: true, whitespace: true, message: say('sites.nameNeeded') }]}
      >
        <Input maxLength={60} autoComplete="off" />
      </Form.Item>
      <Form.Item
        name="origins"
        label={say('sites.origins')}
        extra={say('sites.originsNote')}
        rules={[{ required: true, message: say('sites.originsNeeded') }]}
      >
        <Select
          mode="tags"
          open={false}
          suffixIcon={null}
          tokenSeparators={[' ', ',', '，', '\n']}
          placeholder="https://"
        />
      </Form.Item>
      <Consent />
      {SWITCHES.map((name) => (
        <Form.Item
          key={name}
          name={name}
          label={say(`sites.${name}`)}
          extra={say(`sites.${name}Note`)}
          valuePropName="checked"
        >
          <Switch />
        </Form.Item>
      ))}
      <Form.Item name="gap_minutes" label={say('sites.gap')} extra={say('sites.gapNote')}>
        <InputNumber min={1} max={1440} />
      </Form.Item>
    </>
  )
}

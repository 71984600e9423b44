/** How a mall signs: the same inputs for a new one and a changed one. */

import { Button, Form, type FormInstance, Input } from 'antd'
import type { MallForm } from '../../api/types'
import { useSay } from '../../platform/language'

export type Vendor = MallForm['vendor']
export const VENDORS: Vendor[] = ['youzan', 'wechat_shop']

/** 32 random bytes as Standard Webhooks writes a secret. */
function newSecret(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(32))
  return `whsec_${btoa(String.fromCharCode(...bytes))}`
}

export function Inputs({ form, vendor }: { form: FormInstance<MallForm>; vendor: Vendor }) {
  const say = useSay()
  const makes = vendor === 'wechat_shop'
  return (
    <>
      {vendor === 'youzan' && (
        <Form.Item
          name="client_id"
          label={say('malls.clientId')}
          rules={[{ required: true, message: say('malls.clientIdNeeded') }]}
        >
          <Input maxLength={100} autoComplete="off" />
        </Form.Item>
      )}
      <Form.Item
        name="secret"
        label={say('malls.secret')}
        extra={say(`malls.secretNote.${vendor}`)}
        rules={[{ required: true, min: 8, message: say('malls.secretNeeded') }]}
      >
        <Input maxLength={200} autoComplete="off" spellCheck={false} />
      </Form.Item>
      {makes && (
        <Button
          onClick={() => {
            form.setFieldValue('secret', newSecret())
            form.validateFields(['secret'])
          }}
        >
          {say('malls.makeSecret')}
        </Button>
      )}
    </>
  )
}

/** How people come in beside a password. */

import { useQuery } from '@tanstack/react-query'
import { Button, Form, Typography } from 'antd'
import { get, post, put } from '../../api/client'
import type { Role, WaysSet } from '../../api/types'
import { useSay } from '../../platform/language'
import { useList } from '../../platform/list'
import { Page, Section } from '../../platform/page'
import { Loaded } from '../../platform/states'
import { useChange } from '../../platform/toast'
import { ByOpenid } from './by-openid'
import { ByWecom } from './by-wecom'
import { Tried } from './tried'
import './ways.css'

export type WaysFields = Omit<WaysSet, 'brand' | 'has_secret' | 'return_address'> & {
  secret?: string
}

/** What the form holds; a field left empty is sent as empty, a secret left empty is not sent. */
function bodyOf({ secret, ...fields }: WaysFields) {
  return { ...fields, wecom_role_id: fields.wecom_role_id ?? null, secret: secret || null }
}

function Editor({ ways }: { ways: WaysSet }) {
  const say = useSay()
  const roles = useList<Role>('/roles', { limit: 200 })
  const [form] = Form.useForm<WaysFields>()
  const { brand, has_secret, return_address, ...initial } = ways
  const saving = useChange({
    run: (fields: WaysFields) => put<WaysSet>('/sign-in-ways', bodyOf(fields)),
    stale: [['/sign-in-ways'], ['/session/ways']],
    done: say('ways.saved'),
    after: () => form.resetFields(['secret']),
  })
  const linking = useChange({
    run: () => post<{ href: string }>('/session/links'),
    stale: [],
    after: ({ href }) => window.location.assign(href),
  })
  return (
    <Form<WaysFields>
      form={form}
      layout="vertical"
      requiredMark={false}
      initialValues={initial}
      onFinish={(fields) => saving.mutate(fields)}
    >
      <div className="stack">
        <Section title={say('ways.page')}>
          <Typography.Text copyable code>
            {`${window.location.origin}/sign-in?brand=${brand}`}
          </Typography.Text>
        </Section>
        <Section title={say('ways.wecom')} note={say('ways.wecomNote')}>
          <ByWecom roles={roles.rows ?? []} />
        </Section>
        <Section title={say('ways.openid')} note={say('ways.openidNote')}>
          <ByOpenid roles={roles.rows ?? []} known={has_secret} returnAddress={return_address} />
          {has_secret && <Tried />}
          {ways.openid && (
            <Button loading={linking.isPending} onClick={() => linking.mutate()}>
              {say('ways.linkMine')}
            </Button>
          )}
        </Section>
        <div>
          <Button type="primary" htmlType="submit" loading={saving.isPending}>
            {say('do.save')}
          </Button>
        </div>
      </div>
    </Form>
  )
}

export default function WaysPage() {
  const say = useSay()
  const ways = useQuery({
    queryKey: ['/sign-in-ways'],
    queryFn: () => get<WaysSet>('/sign-in-ways'),
  })
  return (
    <Page title={say('ways.title')} purpose={say('ways.purpose')}>
      <Loaded query={ways}>{(found) => <Editor ways={found} />}</Loaded>
    </Page>
  )
}

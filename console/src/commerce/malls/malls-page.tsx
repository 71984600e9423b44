/** The malls that send their orders here. */

import { Alert, Button } from 'antd'
import { useState } from 'react'
import { useParams } from 'react-router'
import type { Mall } from '../../api/types'
import { useSay } from '../../platform/language'
import { useList } from '../../platform/list'
import { Page, Section } from '../../platform/page'
import { useMe } from '../../platform/session/session'
import { useGo } from '../../platform/url'
import { ConnectMall } from './connect-mall'
import { VENDORS } from './inputs'
import { MallDrawer } from './mall-drawer'
import { Malls } from './malls'

const MALL_CURRENCY = 'CNY'

export default function MallsPage() {
  const say = useSay()
  const go = useGo()
  const { id } = useParams()
  const { currency } = useMe().tenant
  const [connecting, connect] = useState(false)
  const list = useList<Mall>('/malls', {}, 10_000)
  const left = VENDORS.filter((vendor) => !list.rows?.some((one) => one.vendor === vendor))
  const button = left.length > 0 && (
    <Button type="primary" disabled={!list.rows} onClick={() => connect(true)}>
      {say('malls.connect')}
    </Button>
  )
  return (
    <Page title={say('malls.title')} purpose={say('malls.purpose')} action={button}>
      {currency !== MALL_CURRENCY && (
        <Alert showIcon type="warning" title={say('malls.currency', { currency })} />
      )}
      <Section flush>
        <Malls list={list} current={id} onOpen={(one) => go(`/malls/${one.id}`)} action={button} />
      </Section>
      <MallDrawer
        id={id}
        list={list}
        mall={list.rows?.find((one) => one.id === id)}
        onClose={() => go('/malls')}
      />
      {connecting && <ConnectMall vendors={left} onClose={() => connect(false)} />}
    </Page>
  )
}

/** The sites and H5 pages that tell what happens on them. */

import { Button } from 'antd'
import { useState } from 'react'
import { useParams } from 'react-router'
import type { Site } from '../../api/types'
import { useSay } from '../../platform/language'
import { useList } from '../../platform/list'
import { Page, Section } from '../../platform/page'
import { useGo } from '../../platform/url'
import { NewSite } from './new-site'
import { SiteDrawer } from './site-drawer'
import { Sites } from './sites'

export default function SitesPage() {
  const say = useSay()
  const go = useGo()
  const { id } = useParams()
  const [making, make] = useState(false)
  const list = useList<Site>('/sites', {}, 10_000)
  const button = (
    <Button type="primary" disabled={!list.rows} onClick={() => make(true)}>
      {say('sites.new')}
    </Button>
  )
  return (
    <Page title={say('sites.title')} purpose={say('sites.purpose')} action={button}>
      <Section flush>
        <Sites list={list} current={id} onOpen={(one) => go(`/sites/${one.id}`)} action={button} />
      </Section>
      <SiteDrawer
        id={id}
        list={list}
        site={list.rows?.find((one) => one.id === id)}
        onClose={() => go('/sites')}
      />
      {making && <NewSite onClose={() => make(false)} />}
    </Page>
  )
}

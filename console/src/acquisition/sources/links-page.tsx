/** Short links: an address to print or post, and who followed it. */

import { Button, type TableColumnsType } from 'antd'
import { useState } from 'react'
import { useParams } from 'react-router'
import type { ShortLink } from '../../api/types'
import { useFormats } from '../../platform/format'
import { useSay } from '../../platform/language'
import { FIGURE, ListTable, useList } from '../../platform/list'
import { Page, Section } from '../../platform/page'
import { useMay } from '../../platform/session/session'
import { Note } from '../../platform/states'
import { Status } from '../../platform/status'
import { useGo } from '../../platform/url'
import { LinkDrawer } from './link-drawer'
import { LinkFormModal } from './link-form'
import './sources.css'

function useColumns(): TableColumnsType<ShortLink> {
  const say = useSay()
  const format = useFormats()
  return [
    {
      title: say('links.name'),
      render: (_, one) => (
        <>
          {one.name}
          <br />
          <span className="quiet link-out">{one.url}</span>
        </>
      ),
    },
    { title: say('links.source'), render: (_, one) => one.source.name },
    {
      title: say('sources.state'),
      render: (_, one) => (
        <Status tone={one.closed ? 'off' : 'good'}>
          {say(one.closed ? 'links.closed' : 'links.open')}
        </Status>
      ),
    },
    {
      ...FIGURE,
      title: say('links.people'),
      render: (_, one) => (
        <>
          {format.number(one.people)}
          {one.programs > 0 && (
            <>
              <br />
              <span className="quiet">{say('links.andPrograms', { count: one.programs })}</span>
            </>
          )}
        </>
      ),
    },
  ]
}

export default function LinksPage() {
  const say = useSay()
  const go = useGo()
  const writes = useMay()('links.write')
  const { id } = useParams()
  const [making, make] = useState(false)
  const list = useList<ShortLink>('/short-links', {}, 8_000)
  const anew = writes && (
    <Button type="primary" onClick={() => make(true)}>
      {say('links.new')}
    </Button>
  )
  return (
    <Page title={say('links.title')} purpose={say('links.purpose')} action={anew}>
      <Section flush>
        <ListTable
          label={say('links.title')}
          list={list}
          columns={useColumns()}
          current={id}
          onOpen={(one) => go(`/short-links/${one.id}`)}
          empty={
            <Note
              shape="empty"
              title={say('links.empty')}
              text={say('links.emptyText')}
              action={anew}
            />
          }
        />
      </Section>
      <LinkFormModal open={making} onClose={() => make(false)} />
      <LinkDrawer id={id} onClose={() => go('/short-links')} />
    </Page>
  )
}

import type { TableColumnsType } from 'antd'
import type { Site } from '../../api/types'
import { useFormats } from '../../platform/format'
import { useSay } from '../../platform/language'
import { FIGURE, ListTable, type useList } from '../../platform/list'
import { Note } from '../../platform/states'
import { Status } from '../../platform/status'

/** Whether a site is heard of: off, silent yet, or telling. */
export function SiteState({ site }: { site: Site }) {
  const say = useSay()
  if (!site.enabled) return <Status tone="off">{say('sites.off')}</Status>
  if (!site.last_received_at) return <Status tone="busy">{say('sites.silent')}</Status>
  return <Status tone="good">{say('sites.telling')}</Status>
}

function useColumns(): TableColumnsType<Site> {
  const say = useSay()
  const format = useFormats()
  return [
    {
      title: say('sites.site'),
      render: (_, one) => (
        <>
          {one.name}
          <br />
          <span className="quiet site-origins">{one.origins.join(' · ')}</span>
        </>
      ),
    },
    { title: say('sites.state'), render: (_, one) => <SiteState site={one} /> },
    { title: say('sites.consent'), render: (_, one) => say(`sites.consent.${one.consent}`) },
    { title: say('sites.taken'), ...FIGURE, render: (_, one) => format.number(one.taken_today) },
    {
      title: say('sites.refused'),
      ...FIGURE,
      render: (_, one) => format.number(one.refused_today),
    },
    {
      title: say('sites.received'),
      align: 'right',
      className: 'figure nowrap',
      render: (_, one) =>
        one.last_received_at ? format.instant(one.last_received_at) : say('sites.never'),
    },
  ]
}

interface SitesProps {
  list: ReturnType<typeof useList<Site>>
  current?: string
  onOpen: (site: Site) => void
  action: React.ReactNode
}

export function Sites({ list, current, onOpen, action }: SitesProps) {
  const say = useSay()
  return (
    <ListTable
      label={say('sites.title')}
      list={list}
      columns={useColumns()}
      current={current}
      onOpen={onOpen}
      width={960}
      empty={
        <Note
          shape="empty"
          title={say('sites.empty')}
          text={say('sites.emptyText')}
          action={action}
        />
      }
    />
  )
}

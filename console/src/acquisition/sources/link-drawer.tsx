/** One short link: its QR code, where it leads, and the clicks by day. */

import { DownloadOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { App, Button, Flex, Typography } from 'antd'
import { useState } from 'react'
import { address, get, post } from '../../api/client'
import type { ShortLink, Visits } from '../../api/types'
import { Detail, Pairs } from '../../platform/detail'
import { useFormats } from '../../platform/format'
import { useSay } from '../../platform/language'
import { useMay } from '../../platform/session/session'
import { Loaded } from '../../platform/states'
import { useChange } from '../../platform/toast'
import { DayBars } from './day-bars'
import { LinkFormModal } from './link-form'
import { SpanPicker, useSpan } from './span'
import '../codes/codes.css'

function Qr({ link }: { link: ShortLink }) {
  const say = useSay()
  const picture = address(`/short-links/${link.id}/qr.svg`)
  return (
    <div className="stack-16">
      <div className="qr">
        <img src={picture} alt={say('links.qrOf', { name: link.name })} width={192} height={192} />
      </div>
      <a href={picture} download={`${link.name}.svg`}>
        <Button icon={<DownloadOutlined />}>SVG</Button>
      </a>
    </div>
  )
}

function Clicks({ id }: { id: string }) {
  const say = useSay()
  const format = useFormats()
  const { days } = useSpan()
  const query = useQuery({
    queryKey: ['/short-links', id, 'visits', days],
    queryFn: () => get<Visits>(`/short-links/${id}/visits`, { days }),
    refetchInterval: 8_000,
  })
  return (
    <section className="stack-16">
      <SpanPicker />
      <Loaded query={query}>
        {(visits) => (
          <>
            <DayBars
              days={visits.days.map(({ day, people }) => ({ day, count: people }))}
              best={(day, count) => say('links.best', { day: format.day(day), count })}
              none={say('links.noClicks')}
            />
            <p className="quiet">
              {say('links.sum', { people: visits.people, programs: visits.programs })}
            </p>
          </>
        )}
      </Loaded>
    </section>
  )
}

function One({ link }: { link: ShortLink }) {
  const say = useSay()
  return (
    <div className="stack">
      <div className="overview">
        <Qr link={link} />
        <Pairs
          rows={[
            [
              say('links.address'),
              <Typography.Text key="url" copyable className="link-out">
                {link.url}
              </Typography.Text>,
            ],
            [say('links.source'), link.source.name],
            [
              say('links.leadsTo'),
              <span key="to" className="link-out">
                {link.leads_to}
              </span>,
            ],
          ]}
        />
      </div>
      <Clicks id={link.id} />
    </div>
  )
}

function Actions({ link, onEdit }: { link: ShortLink; onEdit: () => void }) {
  const say = useSay()
  const { modal } = App.useApp()
  const closing = useChange({
    run: () => post(`/short-links/${link.id}/close`),
    stale: [['/short-links']],
  })
  const ask = () =>
    modal.confirm({
      title: say('links.closeAsk', { name: link.name }),
      content: say('links.closeText'),
      okText: say('links.close'),
      cancelText: say('do.cancel'),
      onOk: () => closing.mutateAsync(),
    })
  return (
    <Flex gap={8}>
      {!link.closed && <Button onClick={ask}>{say('links.close')}</Button>}
      <Button onClick={onEdit}>{say('do.edit')}</Button>
    </Flex>
  )
}

export function LinkDrawer({ id, onClose }: { id?: string; onClose: () => void }) {
  const say = useSay()
  const writes = useMay()('links.write')
  const [editing, edit] = useState(false)
  const query = useQuery({
    queryKey: ['/short-links', id],
    queryFn: () => get<ShortLink>(`/short-links/${id}`),
    enabled: Boolean(id),
  })
  return (
    <Detail
      open={Boolean(id)}
      onClose={onClose}
      title={query.data?.name ?? say('links.one')}
      action={query.data && writes && <Actions link={query.data} onEdit={() => edit(true)} />}
    >
      {id && (
        <Loaded query={query} rows={8}>
          {(link) => <One link={link} />}
        </Loaded>
      )}
      {query.data && (
        <LinkFormModal
          key={query.data.id}
          link={query.data}
          open={editing}
          onClose={() => edit(false)}
        />
      )}
    </Detail>
  )
}

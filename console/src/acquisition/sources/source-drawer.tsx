/** One source: its place and mark, and what it costs day by day. */

import { App, Button, Flex } from 'antd'
import { useState } from 'react'
import { post } from '../../api/client'
import type { Source } from '../../api/types'
import { Detail, Pairs } from '../../platform/detail'
import { useSay } from '../../platform/language'
import { useMay } from '../../platform/session/session'
import { Loaded, Note } from '../../platform/states'
import { useChange } from '../../platform/toast'
import { CostCalendar } from './cost-calendar'
import { CostSpread } from './cost-spread'
import { SourceFormModal } from './source-form'

function Close({ source }: { source: Source }) {
  const say = useSay()
  const { modal } = App.useApp()
  const act = useChange({
    run: (what: 'close' | 'reopen') => post(`/sources/${source.id}/${what}`),
    stale: [['/sources'], ['/channel-figures']],
  })
  if (source.closed) {
    return <Button onClick={() => act.mutate('reopen')}>{say('sources.reopen')}</Button>
  }
  const ask = () =>
    modal.confirm({
      title: say('sources.closeAsk', { name: source.name }),
      content: say('sources.closeText', { codes: source.codes, links: source.links }),
      okText: say('sources.close'),
      cancelText: say('do.cancel'),
      onOk: () => act.mutateAsync('close'),
    })
  return <Button onClick={ask}>{say('sources.close')}</Button>
}

function One({ source, currency }: { source: Source; currency: string }) {
  const say = useSay()
  const spends = useMay()('costs.write')
  return (
    <div className="stack">
      <Pairs
        rows={[
          [say('sources.path'), source.path],
          [say('sources.channel'), source.channel_words],
          [say('sources.node'), source.node?.name ?? say('sources.brandWide')],
          [say('sources.mark'), <code key="mark">utm_campaign={source.mark}</code>],
          [
            say('sources.uses'),
            say('sources.usesOf', { codes: source.codes, links: source.links }),
          ],
        ]}
      />
      <section className="stack-16">
        <div>
          <h2>{say('costs.title')}</h2>
          <p className="quiet">{say('costs.note')}</p>
        </div>
        <CostCalendar id={source.id} currency={currency} />
        {spends && <CostSpread id={source.id} currency={currency} />}
      </section>
    </div>
  )
}

interface SourceDrawerProps {
  id?: string
  source?: Source
  trouble: Parameters<typeof Loaded<unknown>>[0]['query']
  currency: string
  onClose: () => void
}

export function SourceDrawer({ id, source, trouble, currency, onClose }: SourceDrawerProps) {
  const say = useSay()
  const may = useMay()
  const [editing, edit] = useState(false)
  return (
    <Detail
      open={Boolean(id)}
      onClose={onClose}
      title={source?.name ?? say('sources.one')}
      size={880}
      action={
        source &&
        may('sources.write') && (
          <Flex gap={8}>
            <Close source={source} />
            <Button onClick={() => edit(true)}>{say('do.edit')}</Button>
          </Flex>
        )
      }
    >
      {id && (
        <Loaded query={trouble}>
          {() =>
            source ? (
              <One key={source.id} source={source} currency={currency} />
            ) : (
              <Note shape="empty" title={say('sources.gone')} />
            )
          }
        </Loaded>
      )}
      {source && (
        <SourceFormModal
          key={source.id}
          source={source}
          open={editing}
          onClose={() => edit(false)}
        />
      )}
    </Detail>
  )
}

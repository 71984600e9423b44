/** One segment: what it means, who is in it, how it grew, where it is used, and why. */

import { App, Button, Flex, Switch, Tabs } from 'antd'
import { useNavigate } from 'react-router'
import { put, remove } from '../../api/client'
import { Detail } from '../../platform/detail'
import { ExportButton } from '../../platform/exports/export-button'
import { useFormats } from '../../platform/format'
import { useLanguage, useSay } from '../../platform/language'
import { useMay } from '../../platform/session/session'
import { Loaded } from '../../platform/states'
import { Status } from '../../platform/status'
import { useChange } from '../../platform/toast'
import { useFilter } from '../../platform/url'
import type { Segment } from '../api'
import { Words } from '../builder/words'
import { SEGMENTS, useChecked, useSegment } from '../questions'
import { Members } from './members'
import { SizeHistory } from './size-history'
import { Uses, useKindWords, useUses } from './uses'
import { Versions } from './versions'
import { WhyTab } from './why'

const formOf = ({ name, description, definition, live }: Segment) => ({
  name,
  description,
  definition,
  live,
})

function Live({ segment }: { segment: Segment }) {
  const say = useSay()
  const writes = useMay()('segments.write')
  const changing = useChange({
    run: (live: boolean) => put(`${SEGMENTS}/${segment.id}`, { ...formOf(segment), live }),
    stale: [[SEGMENTS]],
  })
  return (
    <div className="live">
      <Switch
        aria-label={say('segment.makeLive')}
        checked={segment.live}
        disabled={!writes}
        loading={changing.isPending}
        onChange={(live) => changing.mutate(live)}
      />
      <span>{say('segment.makeLive')}</span>
      <span className="quiet">{say('segment.liveNote')}</span>
    </div>
  )
}

function Actions({ segment, onGone }: { segment: Segment; onGone: () => void }) {
  const say = useSay()
  const navigate = useNavigate()
  const writes = useMay()('segments.write')
  const { modal } = App.useApp()
  const used = useUses(segment.id).data ?? []
  const deleting = useChange({
    run: () => remove(`${SEGMENTS}/${segment.id}`),
    stale: [[SEGMENTS], ['/audiences/catalogue']],
    after: onGone,
  })
  const kind = useKindWords()
  const ask = () =>
    modal.confirm({
      title: say('segment.delete', { name: segment.name }),
      content: (
        <>
          <p>{say('segment.deleteText', { count: segment.members ?? 0 })}</p>
          {used.map((one) => (
            <p key={one.kind + one.name}>
              {say('segment.deleteUsed', { by: kind(one.kind), names: one.name })}
            </p>
          ))}
          {used.length > 0 && <p>{say('segment.kept')}</p>}
        </>
      ),
      okText: say('do.delete'),
      okButtonProps: { danger: true, disabled: used.length > 0 },
      cancelText: say('do.cancel'),
      onOk: () => deleting.mutate(),
    })
  return (
    <Flex gap={8}>
      <ExportButton list="segment_people" filter={{ segment_id: segment.id }} />
      {writes && (
        <>
          <Button danger onClick={ask} loading={deleting.isPending}>
            {say('do.delete')}
          </Button>
          <Button type="primary" onClick={() => navigate(`/segments/${segment.id}/edit`)}>
            {say('do.edit')}
          </Button>
        </>
      )}
    </Flex>
  )
}

function Meaning({ segment }: { segment: Segment }) {
  const { language } = useLanguage()
  const checked = useChecked(JSON.stringify(segment.definition), language)
  return (
    <div className="meaning">
      {segment.description && <p>{segment.description}</p>}
      <Words lines={checked.data?.words ?? [{ indent: 0, text: segment.words_text }]} />
    </div>
  )
}

function One({ segment }: { segment: Segment }) {
  const say = useSay()
  const format = useFormats()
  const [view, setView] = useFilter('view')
  const { id, members: count, state } = segment
  return (
    <div className="stack-16">
      <Meaning segment={segment} />
      <Flex justify="space-between" align="center" gap={16} wrap>
        <strong className="figure big-count">
          {state === 'filling' ? (
            <Status tone="busy">
              <span className="quiet">{say('segments.filling')}</span>
            </Status>
          ) : (
            count !== null &&
            say('segment.now', { count }).replace(String(count), format.number(count))
          )}
        </strong>
        <Live segment={segment} />
      </Flex>
      <Tabs
        activeKey={view || 'people'}
        onChange={(key) => setView(key === 'people' ? null : key)}
        items={[
          { key: 'people', label: say('segment.people'), children: <Members segment={segment} /> },
          { key: 'size', label: say('segment.size'), children: <SizeHistory segment={segment} /> },
          { key: 'why', label: say('segment.why'), children: <WhyTab id={id} /> },
          {
            key: 'versions',
            label: say('segment.versions'),
            children: <Versions segment={segment} />,
          },
          { key: 'uses', label: say('segment.usesTab'), children: <Uses id={id} /> },
        ]}
      />
    </div>
  )
}

export function SegmentDrawer({ id, onClose }: { id?: string; onClose: () => void }) {
  const say = useSay()
  const query = useSegment(id, { watched: true })
  return (
    <Detail
      open={Boolean(id)}
      onClose={onClose}
      size={880}
      title={query.data?.name ?? say('segment.one')}
      action={query.data && <Actions segment={query.data} onGone={onClose} />}
    >
      {id && (
        <Loaded query={query} rows={10}>
          {(segment) => <One segment={segment} />}
        </Loaded>
      )}
    </Detail>
  )
}

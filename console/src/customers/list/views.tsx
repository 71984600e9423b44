/** Saved views as tabs, and keeping, changing and deleting them. */

import { useQuery } from '@tanstack/react-query'
import { App, Button, Checkbox, Dropdown, Flex, Input, Modal, Tabs } from 'antd'
import { useEffect, useState } from 'react'
import { get, post, put, remove } from '../../api/client'
import type { List, SavedView, ViewForm } from '../../api/types'
import { useSay } from '../../platform/language'
import { useMay } from '../../platform/session/session'
import { useChange } from '../../platform/toast'
import { DEFAULT_COLUMNS, type Listed, ofView, searchOf, type useListed } from './filters'

const VIEWS = '/saved-views'
const useViews = () =>
  useQuery({ queryKey: [VIEWS], queryFn: () => get<List<SavedView>>(VIEWS).then((at) => at.items) })
const EVERYONE: Listed = { filters: {}, sort: '-met_at', columns: DEFAULT_COLUMNS, view: '' }

function KeepDialog({ listed, onClose }: { listed: Listed; onClose: (id?: string) => void }) {
  const say = useSay()
  const may = useMay()
  const [name, setName] = useState('')
  const [shared, share] = useState(false)
  const { filters, sort, columns } = listed
  const keeping = useChange({
    run: () => post<SavedView>(VIEWS, { name, shared, filters, sort, columns } as ViewForm),
    stale: [[VIEWS]],
    after: (view) => onClose((view as SavedView).id),
  })
  return (
    <Modal
      open
      title={say('views.save')}
      okText={say('do.save')}
      cancelText={say('do.cancel')}
      okButtonProps={{ disabled: !name.trim(), loading: keeping.isPending }}
      onOk={() => keeping.mutate()}
      onCancel={() => onClose()}
    >
      <div className="stack-16">
        <label className="label">
          {say('views.name')}
          <Input
            autoFocus
            maxLength={30}
            value={name}
            onChange={(event) => setName(event.target.value)}
            onPressEnter={() => name.trim() && keeping.mutate()}
          />
        </label>
        {may('customers.share_views') && (
          <Checkbox checked={shared} onChange={(event) => share(event.target.checked)}>
            {say('views.shared')}
          </Checkbox>
        )}
      </div>
    </Modal>
  )
}

function useActs(view: SavedView | undefined, listed: Listed, leave: () => void) {
  const say = useSay()
  const { modal } = App.useApp()
  const { filters, sort, columns } = listed
  const stale = [[VIEWS]]
  const changing = useChange({
    run: (one: SavedView) =>
      put(`${VIEWS}/${one.id}`, { name: one.name, shared: one.shared, filters, sort, columns }),
    stale,
  })
  const opening = useChange({
    run: (one: SavedView) => put(`${VIEWS}/${one.id}/default`, { default: !one.default }),
    stale,
  })
  const removing = useChange({
    run: (one: SavedView) => remove(`${VIEWS}/${one.id}`),
    stale,
    after: leave,
  })
  if (!view) return []
  const deleting = () =>
    modal.confirm({
      title: `${say('views.delete')}: ${view.name}`,
      content: say(view.shared ? 'views.deleteShared' : 'views.deleteText'),
      okText: say('do.delete'),
      okButtonProps: { danger: true },
      cancelText: say('do.cancel'),
      onOk: () => removing.mutate(view),
    })
  return [
    {
      key: 'change',
      disabled: !view.writable,
      label: say('views.change'),
      onClick: () => changing.mutate(view),
    },
    {
      key: 'default',
      label: say(view.default ? 'views.notDefault' : 'views.default'),
      onClick: () => opening.mutate(view),
    },
    {
      key: 'delete',
      danger: true,
      disabled: !view.writable,
      label: say('views.delete'),
      onClick: deleting,
    },
  ]
}

export function Views({
  list,
  opensHere,
}: {
  list: ReturnType<typeof useListed>
  opensHere: boolean
}) {
  const say = useSay()
  const [keeping, keep] = useState(false)
  const { data = [] } = useViews()
  const { listed, change, untouched } = list
  const current = data.find((view) => view.id === listed.view)
  const first = data.find((view) => view.default)
  const acts = useActs(current, listed, () => change(EVERYONE))
  const [opened, setOpened] = useState(false)
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the views are known
  useEffect(() => {
    if (opened || !data.length) return
    setOpened(true)
    if (first && untouched && opensHere) change(ofView(first))
  }, [data.length])
  const same = current && searchOf(ofView(current)).toString() === searchOf(listed).toString()
  const items = [{ key: 'new', label: say('views.saveAs'), onClick: () => keep(true) }, ...acts]
  return (
    <>
      <Tabs
        className="views"
        activeKey={current?.id ?? ''}
        onChange={(id) => {
          const view = data.find((one) => one.id === id)
          change(view ? ofView(view) : EVERYONE)
        }}
        items={[
          { key: '', label: say('views.all') },
          ...data.map((view) => ({
            key: view.id,
            label: (
              <Flex gap={4} align="baseline">
                {view.name}
                {view.id === current?.id && !same && <span aria-hidden>*</span>}
                {view.shared && <span className="quiet">{say('views.sharedMark')}</span>}
              </Flex>
            ),
          })),
        ]}
        tabBarExtraContent={
          current ? (
            <Dropdown menu={{ items }} trigger={['click']}>
              <Button type="text">{say('views.menu')} ▾</Button>
            </Dropdown>
          ) : (
            <Button type="text" onClick={() => keep(true)}>
              {say('views.save')}
            </Button>
          )
        }
      />
      {keeping && (
        <KeepDialog
          listed={listed}
          onClose={(id) => {
            keep(false)
            if (id) change({ view: id })
          }}
        />
      )}
    </>
  )
}

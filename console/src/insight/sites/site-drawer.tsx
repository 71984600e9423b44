import { App, Button, Form, Switch } from 'antd'
import { post, put, remove } from '../../api/client'
import type { Site, SiteForm, SiteSecret } from '../../api/types'
import { Detail, Pairs } from '../../platform/detail'
import { useFormats } from '../../platform/format'
import { useSay } from '../../platform/language'
import type { useList } from '../../platform/list'
import { Note, Trouble } from '../../platform/states'
import { useChange } from '../../platform/toast'
import { Once } from './copyable'
import { FRESH, Inputs } from './inputs'
import { Latest } from './latest'
import { Putting } from './putting'
import { SiteState } from './sites'

/** All that is sent when anything of a site changes. */
function whole(site: Site): SiteForm {
  const names = Object.keys(FRESH) as (keyof SiteForm)[]
  return Object.fromEntries(names.map((name) => [name, site[name]])) as unknown as SiteForm
}

function useRotate(site: Site) {
  const say = useSay()
  const { modal } = App.useApp()
  const rotating = useChange({
    run: () => post<SiteSecret>(`/sites/${site.id}/rotate-secret`),
    stale: [['/sites']],
    after: ({ secret }) =>
      modal.success({
        width: 560,
        title: say('sites.newSecret'),
        content: <Once secret={secret} note={say('sites.once')} />,
        okText: say('do.close'),
      }),
  })
  return () =>
    modal.confirm({
      title: say('sites.rotateTitle'),
      content: say('sites.rotateText'),
      okText: say('sites.rotate'),
      cancelText: say('do.cancel'),
      onOk: () => rotating.mutateAsync(),
    })
}

function useRemove(site: Site, onClose: () => void) {
  const say = useSay()
  const { modal } = App.useApp()
  const removing = useChange({
    run: () => remove(`/sites/${site.id}`),
    stale: [['/sites']],
    done: say('sites.removed'),
    after: onClose,
  })
  return () =>
    modal.confirm({
      title: say('sites.removeTitle', { name: site.name }),
      content: say('sites.removeText'),
      okText: say('do.delete'),
      okButtonProps: { danger: true },
      cancelText: say('do.cancel'),
      onOk: () => removing.mutate(),
    })
}

function One({ site, onClose }: { site: Site; onClose: () => void }) {
  const say = useSay()
  const format = useFormats()
  const rotate = useRotate(site)
  const removal = useRemove(site, onClose)
  const changing = useChange({
    run: (fields: Partial<SiteForm>) => put(`/sites/${site.id}`, { ...whole(site), ...fields }),
    stale: [['/sites']],
  })
  return (
    <div className="stack">
      <Pairs
        rows={[
          [say('sites.state'), <SiteState key="state" site={site} />],
          [say('sites.created'), format.instant(site.created_at)],
          [
            say('sites.enabled'),
            <Switch
              key="enabled"
              aria-label={say('sites.enabled')}
              checked={site.enabled}
              loading={changing.isPending}
              onChange={(enabled) => changing.mutate({ enabled })}
            />,
          ],
        ]}
      />
      <Latest id={site.id} />
      <Putting site={site} />
      <section className="stack-16">
        <h2>{say('sites.signing')}</h2>
        <p className="quiet">{say('sites.signingNote')}</p>
        <div>
          <Button onClick={rotate}>{say('sites.rotate')}</Button>
        </div>
      </section>
      <section className="stack-16">
        <h2>{say('sites.settings')}</h2>
        <p className="quiet">{say('sites.settingsNote')}</p>
        <Form layout="vertical" initialValues={whole(site)} onFinish={changing.mutate}>
          <Inputs />
          <Button type="primary" htmlType="submit" loading={changing.isPending}>
            {say('do.save')}
          </Button>
        </Form>
      </section>
      <div>
        <Button danger onClick={removal}>
          {say('sites.remove')}
        </Button>
      </div>
    </div>
  )
}

interface SiteDrawerProps {
  id?: string
  list: ReturnType<typeof useList<Site>>
  site?: Site
  onClose: () => void
}

/** One site: what it tells, what to put on its pages, how it asks for consent. */
export function SiteDrawer({ id, list, site, onClose }: SiteDrawerProps) {
  const say = useSay()
  return (
    <Detail open={Boolean(id)} onClose={onClose} title={site ? site.name : say('sites.site')}>
      {site && <One key={site.id} site={site} onClose={onClose} />}
      {!site && list.error && <Trouble error={list.error} again={() => list.refetch()} />}
      {!site && list.rows && <Note shape="empty" title={say('sites.gone')} />}
    </Detail>
  )
}

/** The frame around every page: navigation, header, and the door that asks to sign in. */

import { Drawer, Grid, Layout, Spin } from 'antd'
import { Suspense, useState } from 'react'
import { Navigate, Outlet, useLocation } from 'react-router'
import { useSay } from '../language'
import { useSession } from '../session/session'
import { Trouble } from '../states'
import { Header } from './header'
import { Navigation } from './navigation'

function Brand() {
  const say = useSay()
  return (
    <div className="brand">
      <svg viewBox="0 0 32 32" width="32" height="32" aria-hidden="true">
        <rect width="32" height="32" rx="9" />
        <path d="M10 20c3 3 9 3 12 0M11 12v1M21 12v1" />
      </svg>
      <strong>{say('app.title')}</strong>
    </div>
  )
}

const Waiting = () => (
  <div className="whole">
    <Spin />
  </div>
)

export function Shell() {
  const { me, isPending, error, again } = useSession()
  const location = useLocation()
  const wide = Grid.useBreakpoint().lg ?? true
  const [open, setOpen] = useState(false)

  if (isPending) return <Waiting />
  if (error) return <Trouble error={error} again={() => again()} />
  if (!me) {
    const back = location.pathname + location.search
    return (
      <Navigate
        to={back === '/' ? '/sign-in' : `/sign-in?to=${encodeURIComponent(back)}`}
        replace
      />
    )
  }
  return (
    <Layout className="frame">
      {wide ? (
        <Layout.Sider width={216} className="side" theme="light">
          <Brand />
          <Navigation />
        </Layout.Sider>
      ) : (
        <Drawer
          open={open}
          onClose={() => setOpen(false)}
          placement="left"
          size={264}
          title={<Brand />}
          styles={{ body: { padding: 8 } }}
        >
          <Navigation onGo={() => setOpen(false)} />
        </Drawer>
      )}
      <Layout>
        <Header me={me} onMenu={wide ? undefined : () => setOpen(true)} />
        <Suspense fallback={<Waiting />}>
          <Outlet />
        </Suspense>
      </Layout>
    </Layout>
  )
}

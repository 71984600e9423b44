/** Composition root: providers, and which page stands at which address. */

import { QueryCache, QueryClient, QueryClientProvider, useQueryClient } from '@tanstack/react-query'
import { App as AntApp, ConfigProvider } from 'antd'
import { type ComponentType, lazy, Suspense, useEffect, useMemo, useRef } from 'react'
import {
  createBrowserRouter,
  Navigate,
  type RouteObject,
  RouterProvider,
  useRouteError,
} from 'react-router'
import { ApiError, whenSignedOut } from './api/client'
import { LanguageProvider, useLanguage } from './platform/language'
import { type PersonTab, PersonTabs } from './platform/person-tabs'
import { SESSION_KEY } from './platform/session/session'
import { ShadeContext } from './platform/shell/shade'
import { Shell } from './platform/shell/shell'
import { Trouble } from './platform/states'
import { themeOf, useShade, useStill } from './platform/theme'

type Page = Promise<{ default: ComponentType }>
const page = (path: string, load: () => Page, children?: RouteObject[]): RouteObject => ({
  path,
  Component: lazy(load),
  ErrorBoundary: Broken,
  children,
})

/** In the place of a page that broke, or that another release has taken away. */
function Broken() {
  return <Trouble error={useRouteError()} again={() => window.location.reload()} />
}

const router = createBrowserRouter([
  page('/sign-in', () => import('./platform/session/sign-in')),
  page('/sign-in/return', () => import('./platform/session/sign-in-return')),
  {
    path: '/',
    Component: Shell,
    children: [
      { index: true, Component: lazy(() => import('./home/home-page')) },
      page('customers/:id?', () => import('./customers/customers-page')),
      page('same-person/:id?', () => import('./customers/identity/same-person-page')),
      page('tags', () => import('./customers/library/tags-page')),
      page('custom-fields', () => import('./customers/profile/custom-fields-page')),
      page('tag-batches/:id?', () => import('./customers/batches/batches-page')),
      page('segments/new', () => import('./audiences/builder/edit-page')),
      page('segments/:id/edit', () => import('./audiences/builder/edit-page')),
      page('segments/:id?', () => import('./audiences/segments/segments-page')),
      page('tag-rules/new', () => import('./audiences/tag-rules/rule-page')),
      page('tag-rules/:id/edit', () => import('./audiences/tag-rules/rule-page')),
      page('tag-rules', () => import('./audiences/tag-rules/tag-rules-page')),
      page('stages', () => import('./audiences/stages/stages-page')),
      page('orders/:id?', () => import('./commerce/orders-page')),
      page('malls/:id?', () => import('./commerce/malls/malls-page')),
      page('shop', () => import('./commerce/shop-page')),
      page('live-codes/new', () => import('./acquisition/codes/edit-page')),
      page('live-codes/:id/edit', () => import('./acquisition/codes/edit-page')),
      page('live-codes/:id?', () => import('./acquisition/codes/codes-page')),
      page('welcome-rules/:id?', () => import('./acquisition/welcome/rules-page')),
      page('sources/:id?', () => import('./acquisition/sources/sources-page')),
      page('channel-figures', () => import('./acquisition/sources/figures-page')),
      page('short-links/:id?', () => import('./acquisition/sources/links-page')),
      page('partners/:id?', () => import('./acquisition/sources/partners-page')),
      page('stores/:id?', () => import('./acquisition/sources/store-page')),
      page('boards/:id?', () => import('./insight/boards/boards-page')),
      page('figures', () => import('./insight/figure/figure-page')),
      page('funnels', () => import('./insight/funnel/funnel-page')),
      page('retention', () => import('./insight/retention/retention-page')),
      page('activity', () => import('./insight/activity/activity-page')),
      page('event-paths', () => import('./insight/paths/paths-page')),
      page('distribution', () => import('./insight/distribution/distribution-page')),
      page('rfm', () => import('./insight/rfm/rfm-page')),
      page('lifetime', () => import('./insight/worth/worth-page')),
      page('survival', () => import('./insight/survival/survival-page')),
      page('attribution', () => import('./insight/attribution/attribution-page')),
      page('association', () => import('./insight/association/association-page')),
      page('sql', () => import('./insight/sql/sql-page')),
      page('sites/:id?', () => import('./insight/sites/sites-page')),
      page('deliveries/:id?', () => import('./messaging/deliveries-page')),
      page('publications/:id?', () => import('./organisation/publications/publications-page')),
      page('sign-in-ways', () => import('./organisation/ways/ways-page')),
      page('organisation', () => import('./organisation/organisation-page')),
      page('users/:id?', () => import('./organisation/users-page')),
      page('roles/:id?', () => import('./organisation/roles-page')),
      page('tokens', () => import('./organisation/tokens-page')),
      page('webhooks/:id?', () => import('./messaging/webhooks/webhooks-page')),
      page('wecom', () => import('./channels/wecom-page')),
      page('imports/:id?', () => import('./platform/imports/imports-page')),
      page('exports/:id?', () => import('./platform/exports/exports-page')),
      page('jobs/:id?', () => import('./platform/jobs/jobs-page')),
      page('audit/:id?', () => import('./platform/audit/audit-page')),
      { path: '*', element: <Navigate to="/" replace /> },
    ],
  },
])

/** What other parts of the product show on the page of one person. */
const PERSON_TABS: PersonTab[] = [
  {
    key: 'chat',
    words: 'chat.title',
    right: 'customers.read',
    Show: lazy(() => import('./customers/chat/chat-of')),
  },
  {
    key: 'orders',
    words: 'bought.title',
    right: 'orders.read',
    Show: lazy(() => import('./commerce/bought')),
  },
  {
    key: 'worth',
    words: 'lifetime.title',
    right: 'insight.read',
    Show: lazy(() => import('./insight/worth/person-worth')),
  },
  {
    key: 'segments',
    words: 'why.mine',
    right: 'segments.read',
    Show: lazy(() => import('./audiences/segments/person-segments')),
  },
]

function newClient(): QueryClient {
  const client = new QueryClient({
    queryCache: new QueryCache(),
    defaultOptions: {
      queries: {
        staleTime: 2_000,
        retry: (count, error) => count < 2 && !(error instanceof ApiError && error.status >= 400),
      },
    },
  })
  whenSignedOut(() => client.setQueryData(SESSION_KEY, null))
  return client
}

/** What the server says in words is asked again in the new language. */
function useSaidAnew(language: string) {
  const client = useQueryClient()
  const before = useRef(language)
  useEffect(() => {
    if (before.current === language) return
    before.current = language
    client.invalidateQueries()
  }, [client, language])
}

function Themed() {
  const { antd, language } = useLanguage()
  useSaidAnew(language)
  const shade = useShade()
  const still = useStill()
  const look = useMemo(() => themeOf(shade[0], still), [shade[0], still])
  return (
    <ConfigProvider theme={look} locale={antd} button={{ autoInsertSpace: false }}>
      <ShadeContext value={shade}>
        <AntApp message={{ maxCount: 3 }}>
          <Suspense>
            <PersonTabs value={PERSON_TABS}>
              <RouterProvider router={router} />
            </PersonTabs>
          </Suspense>
        </AntApp>
      </ShadeContext>
    </ConfigProvider>
  )
}

export function App() {
  const client = useMemo(newClient, [])
  return (
    <QueryClientProvider client={client}>
      <LanguageProvider>
        <Themed />
      </LanguageProvider>
    </QueryClientProvider>
  )
}

/** The pages of insight in the navigation, and what a place in it is. */

import {
  AppstoreOutlined,
  AreaChartOutlined,
  BarChartOutlined,
  CodeOutlined,
  DashboardOutlined,
  DollarOutlined,
  DotChartOutlined,
  FallOutlined,
  FilterOutlined,
  GlobalOutlined,
  HeatMapOutlined,
  LineChartOutlined,
  NodeIndexOutlined,
  ShareAltOutlined,
} from '@ant-design/icons'
import type { ReactNode } from 'react'
import type { Key } from '../language'

export interface Place {
  path: string
  words: Key
  icon: ReactNode
  /** Any of these rights opens the page. */
  rights: string[]
}

export const INSIGHT: Place[] = [
  { path: '/boards', words: 'nav.boards', icon: <DashboardOutlined />, rights: ['insight.read'] },
  { path: '/figures', words: 'nav.figure', icon: <LineChartOutlined />, rights: ['insight.read'] },
  { path: '/funnels', words: 'nav.funnel', icon: <FilterOutlined />, rights: ['insight.read'] },
  {
    path: '/retention',
    words: 'nav.retention',
    icon: <HeatMapOutlined />,
    rights: ['insight.read'],
  },
  {
    path: '/activity',
    words: 'nav.activity',
    icon: <AreaChartOutlined />,
    rights: ['insight.read'],
  },
  {
    path: '/event-paths',
    words: 'nav.paths',
    icon: <NodeIndexOutlined />,
    rights: ['insight.read'],
  },
  {
    path: '/distribution',
    words: 'nav.distribution',
    icon: <BarChartOutlined />,
    rights: ['insight.read'],
  },
  { path: '/rfm', words: 'nav.rfm', icon: <AppstoreOutlined />, rights: ['insight.read'] },
  {
    path: '/lifetime',
    words: 'nav.worth',
    icon: <DollarOutlined />,
    rights: ['insight.read'],
  },
  {
    path: '/survival',
    words: 'nav.survival',
    icon: <FallOutlined />,
    rights: ['insight.read'],
  },
  {
    path: '/attribution',
    words: 'nav.attribution',
    icon: <ShareAltOutlined />,
    rights: ['insight.read'],
  },
  {
    path: '/association',
    words: 'nav.association',
    icon: <DotChartOutlined />,
    rights: ['insight.read'],
  },
  { path: '/sql', words: 'nav.sql', icon: <CodeOutlined />, rights: ['insight.sql'] },
  { path: '/sites', words: 'nav.sites', icon: <GlobalOutlined />, rights: ['sites.manage'] },
]

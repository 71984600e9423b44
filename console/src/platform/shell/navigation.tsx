import {
  ApartmentOutlined,
  ApiOutlined,
  AuditOutlined,
  BarChartOutlined,
  BranchesOutlined,
  CloudUploadOutlined,
  ExportOutlined,
  FunnelPlotOutlined,
  HomeOutlined,
  ImportOutlined,
  KeyOutlined,
  LinkOutlined,
  LoginOutlined,
  MessageOutlined,
  ProfileOutlined,
  QrcodeOutlined,
  RiseOutlined,
  SafetyOutlined,
  SendOutlined,
  ShopOutlined,
  ShoppingCartOutlined,
  ShoppingOutlined,
  SolutionOutlined,
  TagOutlined,
  TagsOutlined,
  TeamOutlined,
  ThunderboltOutlined,
  UserOutlined,
  UserSwitchOutlined,
} from '@ant-design/icons'
import { Menu } from 'antd'
import { Link, useLocation } from 'react-router'
import { type Key, useSay } from '../language'
import { useMay } from '../session/session'
import { INSIGHT, type Place } from './insight-places'

const DAILY: Place[] = [
  { path: '/', words: 'nav.home', icon: <HomeOutlined />, rights: ['acquisition.read'] },
  {
    path: '/customers',
    words: 'nav.customers',
    icon: <UserOutlined />,
    rights: ['customers.read'],
  },
  {
    path: '/segments',
    words: 'nav.segments',
    icon: <FunnelPlotOutlined />,
    rights: ['segments.read'],
  },
  { path: '/tags', words: 'nav.tags', icon: <TagsOutlined />, rights: ['customers.read'] },
  {
    path: '/tag-rules',
    words: 'nav.tagRules',
    icon: <TagOutlined />,
    rights: ['segments.read'],
  },
  {
    path: '/stages',
    words: 'nav.stages',
    icon: <RiseOutlined />,
    rights: ['segments.read'],
  },
  {
    path: '/custom-fields',
    words: 'nav.fields',
    icon: <ProfileOutlined />,
    rights: ['customers.define_fields'],
  },
  {
    path: '/same-person',
    words: 'nav.samePerson',
    icon: <UserSwitchOutlined />,
    rights: ['customers.merge'],
  },
  { path: '/orders', words: 'nav.orders', icon: <ShoppingOutlined />, rights: ['orders.read'] },
  { path: '/shop', words: 'nav.shop', icon: <BarChartOutlined />, rights: ['orders.read'] },
  {
    path: '/live-codes',
    words: 'nav.codes',
    icon: <QrcodeOutlined />,
    rights: ['live_codes.read'],
  },
  {
    path: '/welcome-rules',
    words: 'nav.welcome',
    icon: <MessageOutlined />,
    rights: ['welcome.read'],
  },
  {
    path: '/deliveries',
    words: 'nav.deliveries',
    icon: <SendOutlined />,
    rights: ['messaging.read'],
  },
]
const MARKET: Place[] = [
  {
    path: '/channel-figures',
    words: 'nav.figures',
    icon: <BarChartOutlined />,
    rights: ['sources.read'],
  },
  { path: '/sources', words: 'nav.sources', icon: <BranchesOutlined />, rights: ['sources.read'] },
  { path: '/short-links', words: 'nav.links', icon: <LinkOutlined />, rights: ['sources.read'] },
  {
    path: '/partners',
    words: 'nav.partners',
    icon: <SolutionOutlined />,
    rights: ['partners.read'],
  },
  { path: '/stores', words: 'nav.stores', icon: <ShopOutlined />, rights: ['acquisition.read'] },
]
const SETTINGS: Place[] = [
  {
    path: '/organisation',
    words: 'nav.organisation',
    icon: <ApartmentOutlined />,
    rights: ['organisation.read', 'staff.read'],
  },
  {
    path: '/publications',
    words: 'nav.publications',
    icon: <ShopOutlined />,
    rights: ['publications.read'],
  },
  { path: '/users', words: 'nav.users', icon: <TeamOutlined />, rights: ['users.read'] },
  {
    path: '/roles',
    words: 'nav.roles',
    icon: <SafetyOutlined />,
    rights: ['users.read', 'roles.write'],
  },
  {
    path: '/sign-in-ways',
    words: 'nav.ways',
    icon: <LoginOutlined />,
    rights: ['sign_in.manage'],
  },
  { path: '/tokens', words: 'nav.tokens', icon: <KeyOutlined />, rights: ['tokens.write'] },
]
const RUNNING: Place[] = [
  { path: '/wecom', words: 'nav.wecom', icon: <ApiOutlined />, rights: ['wecom.read'] },
  {
    path: '/webhooks',
    words: 'nav.webhooks',
    icon: <CloudUploadOutlined />,
    rights: ['webhooks.read'],
  },
  { path: '/malls', words: 'nav.malls', icon: <ShoppingCartOutlined />, rights: ['malls.manage'] },
  { path: '/imports', words: 'nav.imports', icon: <ImportOutlined />, rights: ['imports.read'] },
  { path: '/exports', words: 'nav.exports', icon: <ExportOutlined />, rights: ['exports.read'] },
  { path: '/jobs', words: 'nav.jobs', icon: <ThunderboltOutlined />, rights: ['jobs.read'] },
  { path: '/audit', words: 'nav.audit', icon: <AuditOutlined />, rights: ['audit.read'] },
]

export function Navigation({ onGo }: { onGo?: () => void }) {
  const say = useSay()
  const { pathname } = useLocation()
  const here = `/${pathname.split('/')[1] ?? ''}`
  const may = useMay()
  const open = (places: Place[]) => places.filter(({ rights }) => rights.some(may))
  const entries = (places: Place[]) =>
    open(places).map(({ path, words, icon }) => ({
      key: path,
      icon,
      label: <Link to={path}>{say(words)}</Link>,
    }))
  const group = (words: Key, places: Place[]) => ({
    key: words,
    type: 'group' as const,
    label: say(words),
    children: entries(places),
  })
  return (
    <nav aria-label={say('nav.label')}>
      <Menu
        mode="inline"
        selectedKeys={[here]}
        onClick={onGo}
        items={[
          ...entries(DAILY),
          ...(open(MARKET).length ? [group('nav.market', MARKET)] : []),
          ...(open(INSIGHT).length ? [group('nav.insight', INSIGHT)] : []),
          ...(open(SETTINGS).length ? [group('nav.team', SETTINGS)] : []),
          ...(open(RUNNING).length ? [group('nav.running', RUNNING)] : []),
        ]}
      />
    </nav>
  )
}

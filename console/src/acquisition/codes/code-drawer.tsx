import { DownloadOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Alert, Button, Flex, Tabs } from 'antd'
import { Link } from 'react-router'
import { address, get } from '../../api/client'
import type { LiveCode } from '../../api/types'
import { Detail } from '../../platform/detail'
import { useSay } from '../../platform/language'
import { useMay } from '../../platform/session/session'
import { Loaded } from '../../platform/states'
import { useFilter } from '../../platform/url'
import { CodeStatus } from './code-status'
import { DutyOf } from './duty'
import { StatisticsOf } from './statistics'

function Qr({ code }: { code: LiveCode }) {
  const say = useSay()
  if (!code.qr_ready) return <div className="qr quiet">{say('code.noQr')}</div>
  const picture = address(`/live-codes/${code.id}/qr.svg`)
  const file = (ending: string) => `${code.name}.${ending}`
  return (
    <div className="stack-16">
      <div className="qr">
        <img src={picture} alt={say('code.qrOf', { name: code.name })} width={192} height={192} />
      </div>
      <Flex gap={8}>
        {['png', 'svg'].map((ending) => (
          <a
            key={ending}
            href={address(`/live-codes/${code.id}/qr.${ending}`)}
            download={file(ending)}
          >
            <Button icon={<DownloadOutlined />}>{ending.toUpperCase()}</Button>
          </a>
        ))}
      </Flex>
    </div>
  )
}

function Overview({ code }: { code: LiveCode }) {
  return (
    <div className="overview">
      <Qr code={code} />
      <DutyOf id={code.id} />
    </div>
  )
}

function One({ code }: { code: LiveCode }) {
  const say = useSay()
  const [view, setView] = useFilter('view')
  return (
    <>
      <Flex justify="space-between" align="center" gap={16}>
        <CodeStatus state={code.state} problem={null} />
        <span className="quiet">{say('code.wecomState', { state: code.wecom_state })}</span>
      </Flex>
      {code.problem && (
        <Alert type="error" showIcon title={code.problem} style={{ marginTop: 16 }} />
      )}
      <Tabs
        activeKey={view || 'now'}
        onChange={(key) => setView(key === 'now' ? null : key)}
        items={[
          { key: 'now', label: say('code.now'), children: <Overview code={code} /> },
          {
            key: 'statistics',
            label: say('code.statistics'),
            children: <StatisticsOf id={code.id} />,
          },
        ]}
      />
    </>
  )
}

export function CodeDrawer({ id, onClose }: { id?: string; onClose: () => void }) {
  const say = useSay()
  const may = useMay()
  const query = useQuery({
    queryKey: ['/live-codes', id],
    queryFn: () => get<LiveCode>(`/live-codes/${id}`),
    enabled: Boolean(id),
    refetchInterval: 4_000,
  })
  return (
    <Detail
      open={Boolean(id)}
      onClose={onClose}
      title={query.data?.name ?? say('codes.one')}
      action={
        id &&
        may('live_codes.write') && (
          <Link to={`/live-codes/${id}/edit`}>
            <Button>{say('do.edit')}</Button>
          </Link>
        )
      }
    >
      {id && (
        <Loaded query={query} rows={8}>
          {(code) => <One code={code} />}
        </Loaded>
      )}
    </Detail>
  )
}

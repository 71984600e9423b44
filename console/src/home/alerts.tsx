import { Link } from 'react-router'
import type { Today } from '../api/types'
import { useFormats } from '../platform/format'
import { useSay } from '../platform/language'
import { Section } from '../platform/page'
import { Status } from '../platform/status'

export function Alerts({ alerts }: { alerts: Today['alerts'] }) {
  const say = useSay()
  const format = useFormats()
  if (alerts.length === 0) return null
  return (
    <Section title={say('home.alerts', { count: alerts.length })}>
      <ul className="rows" aria-live="polite">
        {alerts.map((alert) => (
          <li key={alert.key}>
            <Status tone={alert.level === 'error' ? 'bad' : 'warn'}>{alert.text}</Status>
            <span className="quiet figure nowrap">
              {say('home.alertsSince', { at: format.instant(alert.since) })}
              {alert.href && (
                <Link to={alert.href} className="after">
                  {say('home.alertOpen')}
                </Link>
              )}
            </span>
          </li>
        ))}
      </ul>
    </Section>
  )
}

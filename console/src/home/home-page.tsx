/** Home: what happened today, live. */

import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { Link } from 'react-router'
import { get } from '../api/client'
import type { Today } from '../api/types'
import { useSay } from '../platform/language'
import { LIVE_MS } from '../platform/live'
import { Page, Section } from '../platform/page'
import { useMay } from '../platform/session/session'
import { Loaded } from '../platform/states'
import { Alerts } from './alerts'
import { Figures } from './figures'
import { HourBars } from './hour-bars'
import { Latest } from './latest'
import { DutyNow, Welcomes } from './now'
import { Tour } from './tour'
import './home.css'

export default function HomePage() {
  const say = useSay()
  const may = useMay()
  const today = useQuery({
    queryKey: ['/acquisition/today'],
    queryFn: () => get<Today>('/acquisition/today'),
    refetchInterval: LIVE_MS,
  })
  return (
    <Page
      title={say('home.title')}
      purpose={say('home.purpose')}
      action={
        may('live_codes.write') && (
          <Link to="/live-codes/new">
            <Button type="primary">{say('home.action')}</Button>
          </Link>
        )
      }
    >
      <div className="stack">
        <Loaded query={today} rows={12}>
          {(data) => (
            <>
              <Alerts alerts={data.alerts} />
              <Figures today={data} />
              <Tour />
              <div className="grid-2">
                <Section title={say('home.latest')} flush>
                  <Latest rows={data.latest} />
                </Section>
                <div className="stack">
                  <Section title={say('home.welcomes')}>
                    <Welcomes rows={data.welcomes} day={data.day} />
                  </Section>
                  <Section title={say('home.duty')}>
                    <DutyNow rows={data.on_duty} />
                  </Section>
                  <Section title={say('home.byHour')}>
                    <HourBars counts={data.by_hour} />
                  </Section>
                </div>
              </div>
            </>
          )}
        </Loaded>
      </div>
    </Page>
  )
}

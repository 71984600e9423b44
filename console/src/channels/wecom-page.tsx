/** The WeCom connection: the doctor, the sync, its settings, the callbacks received. */

import { useQuery } from '@tanstack/react-query'
import { ApiError, get } from '../api/client'
import type { Connection } from '../api/types'
import { useSay } from '../platform/language'
import { Page, Section } from '../platform/page'
import { Loaded } from '../platform/states'
import { Callbacks } from './callbacks'
import { ConnectionForm } from './connection-form'
import { DoctorOf } from './doctor'
import { SyncOf } from './sync'
import './channels.css'

/** Null until WeCom is connected for the first time. */
async function connectionOrNull(): Promise<Connection | null> {
  try {
    return await get<Connection>('/wecom/connection')
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return null
    throw error
  }
}

export default function WecomPage() {
  const say = useSay()
  const connection = useQuery({ queryKey: ['/wecom/connection'], queryFn: connectionOrNull })
  return (
    <Page title={say('wecom.title')} purpose={say('wecom.purpose')}>
      <div className="stack">
        <Loaded query={connection} rows={6}>
          {(found) => (
            <>
              {found && <DoctorOf />}
              {found && <SyncOf />}
              <Section title={say('wecom.connection')} note={say('wecom.connectionNote')}>
                <ConnectionForm key={found?.id ?? 'new'} connection={found} />
              </Section>
              {found && <Callbacks />}
            </>
          )}
        </Loaded>
      </div>
    </Page>
  )
}

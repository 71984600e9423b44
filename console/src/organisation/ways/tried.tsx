import { useMutation } from '@tanstack/react-query'
import { Alert, Button } from 'antd'
import { post } from '../../api/client'
import type { List, Trial } from '../../api/types'
import { useSay } from '../../platform/language'
import { Status, type Tone } from '../../platform/status'

const TONE: Record<Trial['state'], Tone> = { well: 'good', ill: 'bad', skipped: 'off' }

/** Ask the provider, as saved, whether all that is needed is there. */
export function Tried() {
  const say = useSay()
  const trying = useMutation({ mutationFn: () => post<List<Trial>>('/sign-in-ways/check') })
  return (
    <div className="stack-16">
      <div>
        <Button loading={trying.isPending} onClick={() => trying.mutate()}>
          {say('ways.try')}
        </Button>
      </div>
      {trying.error && <Alert type="error" showIcon title={trying.error.message} />}
      {trying.data && (
        <ul className="plain" aria-label={say('ways.tried')}>
          {trying.data.items.map((one) => (
            <li key={one.check}>
              <Status tone={TONE[one.state]}>
                {one.title} · {say(`ways.${one.state}`)}
              </Status>
              {one.sentence && <p className="quiet">{one.sentence}</p>}
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}

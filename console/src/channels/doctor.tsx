import { useMutation } from '@tanstack/react-query'
import { Button } from 'antd'
import { post } from '../api/client'
import type { Finding } from '../api/types'
import { useSay } from '../platform/language'
import { Section } from '../platform/page'
import { useMay } from '../platform/session/session'
import { Trouble } from '../platform/states'
import { Status, type Tone } from '../platform/status'

const TONE: Record<Finding['state'], Tone> = { well: 'good', ill: 'bad', skipped: 'off' }

function One({ finding }: { finding: Finding }) {
  const say = useSay()
  return (
    <li>
      <Status tone={TONE[finding.state]}>{finding.title}</Status>
      <div>
        <p>{finding.sentence}</p>
        {finding.mend && (
          <p className="mend">
            <strong>{say('doctor.mend')}</strong> {finding.mend}
          </p>
        )}
      </div>
    </li>
  )
}

/** Each check green, or with the sentence that mends it. */
export function DoctorOf() {
  const say = useSay()
  const may = useMay()
  const asking = useMutation({ mutationFn: () => post<{ items: Finding[] }>('/wecom/doctor') })
  const found = asking.data?.items
  const ill = found?.filter((one) => one.state === 'ill').length ?? 0
  const verdict = ill ? say('doctor.broken', { count: ill }) : say('doctor.sound')
  return (
    <Section
      title={say('doctor.title')}
      note={found ? verdict : say('doctor.note')}
      action={
        may('wecom.manage') && (
          <Button type="primary" loading={asking.isPending} onClick={() => asking.mutate()}>
            {say(found ? 'doctor.again' : 'doctor.ask')}
          </Button>
        )
      }
    >
      {asking.error && <Trouble error={asking.error} again={() => asking.mutate()} />}
      {found && (
        <ul className="checks" aria-live="polite">
          {found.map((finding) => (
            <One key={finding.check} finding={finding} />
          ))}
        </ul>
      )}
    </Section>
  )
}

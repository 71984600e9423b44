import { Input } from 'antd'
import type { Aim, WelcomeCheck, WelcomeForm } from '../../api/types'
import { useSay } from '../../platform/language'
import { Status } from '../../platform/status'

interface AimsProps {
  check?: WelcomeCheck
  marks: WelcomeForm['marks']
  onMark: (aim: Aim, words: string) => void
}

/** The three aims of a welcome: which are met, and what would meet the others. */
export function Aims({ check, marks, onMark }: AimsProps) {
  const say = useSay()
  return (
    <section>
      <h2>{say('aims.title')}</h2>
      <ul className="aims" aria-live="polite">
        {check?.aims.map((one) => (
          <li key={one.aim}>
            <Status tone={one.met ? 'good' : 'warn'}>{say(`aim.${one.aim}`)}</Status>
            <p className="quiet">
              {one.met ? one.evidence && say('aims.by', { words: one.evidence }) : one.advice}
            </p>
            {(!one.met || marks[one.aim]) && (
              <Input
                size="small"
                value={marks[one.aim] ?? ''}
                placeholder={say('aims.mark')}
                aria-label={say('aims.mark')}
                onChange={(event) => onMark(one.aim, event.target.value)}
              />
            )}
          </li>
        ))}
        {check?.faults.map((fault) => (
          <li key={fault.place + fault.code}>
            <Status tone="bad">{fault.message}</Status>
          </li>
        ))}
      </ul>
    </section>
  )
}

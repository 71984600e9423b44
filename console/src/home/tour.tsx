/** The tour after the first sign-in: five steps, each ticked by the event it causes. */

import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import { Link } from 'react-router'
import { get } from '../api/client'
import type { List, TourStep } from '../api/types'
import { useSay } from '../platform/language'
import { Section } from '../platform/page'
import { Status } from '../platform/status'

const HIDDEN = 'siyu.tour.hidden'

function Step({ step, at, next }: { step: TourStep; at: number; next: boolean }) {
  const say = useSay()
  const done = step.done_at !== null
  return (
    <li className={done ? 'done' : next ? 'next' : undefined}>
      <strong>
        <span className="figure">{at}</span> {step.title}
      </strong>
      <p className="quiet">{step.text}</p>
      {done ? (
        <Status tone="good">{say('tour.done')}</Status>
      ) : (
        <Link to={step.href}>{say('tour.open')} →</Link>
      )}
    </li>
  )
}

export function Tour() {
  const say = useSay()
  const [hidden, setHidden] = useState(() => localStorage.getItem(HIDDEN) === 'yes')
  const tour = useQuery({
    queryKey: ['/tour'],
    queryFn: () => get<List<TourStep>>('/tour'),
    refetchInterval: 4_000,
    enabled: !hidden,
  })
  const steps = tour.data?.items ?? []
  const done = steps.filter((step) => step.done_at).length
  if (hidden || steps.length === 0 || done === steps.length) return null
  const next = steps.findIndex((step) => !step.done_at)
  const hide = () => {
    localStorage.setItem(HIDDEN, 'yes')
    setHidden(true)
  }
  return (
    <Section
      title={say('tour.title')}
      note={say('tour.progress', { done, all: steps.length })}
      action={
        <Button type="text" onClick={hide}>
          {say('tour.hide')}
        </Button>
      }
    >
      <ol className="tour">
        {steps.map((step, at) => (
          <Step key={step.key} step={step} at={at + 1} next={at === next} />
        ))}
      </ol>
    </Section>
  )
}

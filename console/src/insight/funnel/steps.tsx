/** A funnel as bars that shrink: who came, who came on, who was lost, how long it took. */

import { Button, Segmented } from 'antd'
import { useState } from 'react'
import { useFormats } from '../../platform/format'
import { useSay } from '../../platform/language'
import { Section } from '../../platform/page'
import { Note } from '../../platform/states'
import { useSelectedWords } from '../asking/conditions'
import { useOpenPeople } from '../asking/people'
import { lasting } from '../asking/said'
import type { Answered, FunnelPart } from '../asking/wire'
import { PartsTable } from './parts-table'
import './funnel.css'

/** The step that loses the largest share of those who came to the one before. */
function steepest({ steps }: FunnelPart): number | null {
  const rates = steps.map(({ step_rate: rate }, at) => (at === 0 ? null : rate))
  const least = rates.reduce<number | null>(
    (found, rate, at) =>
      rate !== null && (found === null || rate < (rates[found] ?? 1)) ? at : found,
    null,
  )
  return least
}

export function FunnelSteps(answered: Answered<'funnel'>) {
  const { question, out } = answered
  const say = useSay()
  const format = useFormats()
  const words = useSelectedWords()
  const open = useOpenPeople()
  const [chosen, choose] = useState<string>('')
  const parts = out.answer.parts
  const part = parts.find((one) => (one.part ?? '') === chosen) ?? parts[0]
  const first = part?.steps[0]?.people ?? 0
  if (!part || first === 0)
    return <Note shape="empty" title={say('funnel.nobody')} text={say('funnel.nobodyText')} />
  const said = question.steps.map(words)
  // Of two steps there is only one to be lost at.
  const worst = part.steps.length > 2 ? steepest(part) : null
  const name = (one: FunnelPart) =>
    one.part === null ? say('figure.all') : out.titles[one.part] || one.part || say('ask.unset')
  const last = part.steps.at(-1)
  return (
    <>
      <Section
        title={say(worst === null ? 'funnel.finding' : 'funnel.findingWorst', {
          rate: format.percent(last?.rate ?? 0),
          from: said[0] ?? '',
          to: said.at(-1) ?? '',
          worst: worst === null ? '' : (said[worst] ?? ''),
          lost: worst === null ? '' : format.percent(1 - (part.steps[worst]?.step_rate ?? 0)),
        })}
        note={say('ask.unit.people')}
        action={
          parts.length > 1 &&
          parts.length <= 7 && (
            <Segmented
              value={part.part ?? ''}
              onChange={choose}
              options={parts.map((one) => ({ value: one.part ?? '', label: name(one) }))}
            />
          )
        }
      >
        <ol className="funnel" aria-label={say('funnel.title')}>
          {part.steps.map((step, at) => {
            const before = part.steps[at - 1]?.people ?? step.people
            const lost = before - step.people
            return (
              // biome-ignore lint/suspicious/noArrayIndexKey: a step is its place
              <li key={at}>
                <span className="funnel-name">
                  {at + 1}. {said[at]}
                </span>
                <button
                  type="button"
                  className="funnel-bar"
                  disabled={!open || step.people === 0}
                  aria-label={say('funnel.came', {
                    step: said[at] ?? '',
                    count: format.number(step.people),
                  })}
                  onClick={() =>
                    open?.(say('funnel.cameTitle', { step: said[at] ?? '' }), {
                      step: at + 1,
                      part: part.part,
                    })
                  }
                >
                  <span style={{ width: `${(step.people / first) * 100}%` }} />
                </button>
                <span className="figure funnel-figures">
                  <strong>{format.number(step.people)}</strong>
                  <span className="quiet">{format.percent(step.rate ?? 0)}</span>
                </span>
                {at > 0 && (
                  <span className="quiet funnel-note">
                    {say('funnel.stepRate', { rate: format.percent(step.step_rate ?? 0) })}
                    {step.quartile_seconds &&
                      ` · ${say('funnel.took', {
                        time: lasting(say, format, step.quartile_seconds[1]),
                      })}`}
                    {lost > 0 && open && (
                      <Button
                        type="link"
                        size="small"
                        onClick={() =>
                          open(say('funnel.lostTitle', { step: said[at] ?? '' }), {
                            step: at + 1,
                            lost: true,
                            part: part.part,
                          })
                        }
                      >
                        {say('funnel.lost', { count: format.number(lost) })}
                      </Button>
                    )}
                  </span>
                )}
              </li>
            )
          })}
        </ol>
      </Section>
      {parts.length > 1 && <PartsTable parts={parts} said={said} name={name} />}
    </>
  )
}

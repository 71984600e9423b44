/** Lifetime value: who is still a customer, what they will buy, what it is worth; or why not. */

import { useFormats } from '../../platform/format'
import { useSay } from '../../platform/language'
import { Section } from '../../platform/page'
import { AskPage } from '../asking/ask-page'
import { lastDays } from '../asking/question'
import type { Answered } from '../asking/wire'
import { Checks, Parameters } from './checks'
import { WorthControls } from './controls'
import { Bands, WorthLines } from './lines'
import { Cautions, Refusal, useBounds } from './numbers'

function Found({ question, out }: Answered<'lifetime'>) {
  const say = useSay()
  const format = useFormats()
  const bounds = useBounds()
  const { answer, titles } = out
  const { total } = answer
  return (
    <>
      <Section>
        <p className="figure">
          {say('worth.base', {
            people: format.number(answer.people),
            repeat: format.number(answer.repeat_buyers),
            purchases: format.number(answer.purchases),
          })}
        </p>
        {answer.refused && <Refusal one={answer.refused} title={say('worth.refused')} />}
        {total && (
          <h2 className="figure">
            {say('worth.finding', {
              days: format.number(question.horizon_days),
              alive: bounds.count(total.alive),
              purchases: bounds.count(total.purchases),
              value: bounds.money(total.value),
              each: bounds.money(total.value_each),
            })}
          </h2>
        )}
        {total && answer.spend_refused && (
          <Refusal one={answer.spend_refused} title={say('worth.noSpend')} />
        )}
        <Cautions all={answer.cautions} />
        <Parameters fit={answer.fit} title={say('worth.fit')} />
        {total && <Parameters fit={answer.spend_fit} title="gamma-gamma" />}
      </Section>
      <WorthLines
        title={say('worth.cohorts')}
        lines={answer.cohorts}
        name={({ at }) => format.month((at ?? '').slice(0, 7))}
      />
      <WorthLines
        title={say('worth.parts')}
        lines={answer.parts}
        name={({ part }) => (part ? (titles[part] ?? part) : say('worth.noPart'))}
      />
      <Bands bands={answer.bands} of="alive" />
      <Bands bands={answer.bands} of="value" />
      {answer.holdout && <Checks holdout={answer.holdout} />}
    </>
  )
}

export default function WorthPage() {
  const say = useSay()
  return (
    <AskPage<'lifetime'>
      title={say('lifetime.title')}
      purpose={say('lifetime.purpose')}
      begin={(today) => ({
        kind: 'lifetime',
        span: lastDays(today, 730),
        event: { event: 'OrderPlaced', where: [] },
        money: 'revenue',
        model: 'bg_nbd',
        horizon_days: 365,
        discount_rate: 0.1,
        margin_rate: 1,
      })}
      controls={(question, put, today) => (
        <WorthControls question={question} put={put} today={today} />
      )}
    >
      {(answered) => <Found {...answered} />}
    </AskPage>
  )
}

/** Distribution: how often, how much or how many days people did something, and who did most. */

import { useSay } from '../../platform/language'
import { AskPage } from '../asking/ask-page'
import { isWhole } from '../asking/conditions'
import { lastDays } from '../asking/question'
import type { QuestionOf } from '../asking/wire'
import { Bars } from './bars'
import { DistributionControls, MEASURED } from './controls'

export default function DistributionPage() {
  const say = useSay()
  const lacks = ({ event, measure, property }: QuestionOf<'distribution'>) => {
    const whole = event.where.every(isWhole) && (!MEASURED.has(measure) || property)
    return whole ? null : say('ask.unfinished')
  }
  return (
    <AskPage<'distribution'>
      title={say('distribution.title')}
      purpose={say('distribution.purpose')}
      begin={(today) => ({
        kind: 'distribution',
        event: { event: 'OrderPlaced', where: [] },
        measure: 'count',
        cuts: [],
        span: lastDays(today, 365),
      })}
      controls={(question, put, today) => (
        <DistributionControls question={question} put={put} today={today} />
      )}
      lacks={lacks}
    >
      {(answered) => <Bars {...answered} />}
    </AskPage>
  )
}

/** Retention: of those who came, how many come back, period after period. */

import { useSay } from '../../platform/language'
import { AskPage } from '../asking/ask-page'
import { isWhole } from '../asking/conditions'
import { lastDays } from '../asking/question'
import type { QuestionOf } from '../asking/wire'
import { RetentionControls } from './controls'
import { RetentionMatrix } from './matrix'

export default function RetentionPage() {
  const say = useSay()
  const lacks = ({ first, returning }: QuestionOf<'retention'>) => {
    const whole = [...first.where, ...returning.where].every(isWhole)
    return whole ? null : say('ask.unfinished')
  }
  return (
    <AskPage<'retention'>
      title={say('retention.title')}
      purpose={say('retention.purpose')}
      begin={(today) => ({
        kind: 'retention',
        first: { event: 'OrderPlaced', where: [] },
        returning: { event: 'OrderPlaced', where: [] },
        span: lastDays(today, 365),
        grain: 'month',
        periods: 11,
        entry: 'first',
        how: 'exact',
      })}
      controls={(question, put, today) => (
        <RetentionControls question={question} put={put} today={today} />
      )}
      lacks={lacks}
    >
      {(answered) => <RetentionMatrix {...answered} />}
    </AskPage>
  )
}

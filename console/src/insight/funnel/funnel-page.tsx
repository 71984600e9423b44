/** Funnels: who goes how far, how fast, and who is lost on the way. */

import { useSay } from '../../platform/language'
import { AskPage } from '../asking/ask-page'
import { isWhole } from '../asking/conditions'
import { lastDays } from '../asking/question'
import type { QuestionOf } from '../asking/wire'
import { FunnelControls } from './controls'
import { FunnelSteps } from './steps'

const WEEK_SECONDS = 604_800

export default function FunnelPage() {
  const say = useSay()
  const lacks = ({ steps }: QuestionOf<'funnel'>) => {
    const whole = steps.every(({ event, where }) => event && where.every(isWhole))
    return whole ? null : say('ask.unfinished')
  }
  return (
    <AskPage<'funnel'>
      title={say('funnel.title')}
      purpose={say('funnel.purpose')}
      begin={(today) => ({
        kind: 'funnel',
        steps: [
          { event: 'FriendAdded', where: [] },
          { event: 'OrderPlaced', where: [] },
        ],
        span: lastDays(today, 90),
        window_seconds: WEEK_SECONDS,
        order: 'ordered',
      })}
      controls={(question, put, today) => (
        <FunnelControls question={question} put={put} today={today} />
      )}
      lacks={lacks}
    >
      {(answered) => <FunnelSteps {...answered} />}
    </AskPage>
  )
}

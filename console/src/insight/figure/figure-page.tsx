/** One figure: how it runs, against what, in which parts, and the people behind each point. */

import { useSay } from '../../platform/language'
import { AskPage } from '../asking/ask-page'
import { isWhole } from '../asking/conditions'
import { lastDays } from '../asking/question'
import { FigureChart } from './chart'
import { FigureControls } from './controls'
import { FigureTable } from './table'

export default function FigurePage() {
  const say = useSay()
  return (
    <AskPage<'figure'>
      title={say('figure.title')}
      purpose={say('figure.purpose')}
      begin={(today) => ({
        kind: 'figure',
        metric: 'new_customers',
        span: lastDays(today, 30),
        grain: 'day',
        against: 'previous',
        where: [],
      })}
      lacks={({ where }) => (where.every(isWhole) ? null : say('ask.unfinished'))}
      controls={(question, put, today) => (
        <FigureControls question={question} put={put} today={today} />
      )}
    >
      {(answered) => (
        <>
          <FigureChart {...answered} />
          <FigureTable {...answered} />
        </>
      )}
    </AskPage>
  )
}

/** RFM: how lately, how often and how much people buy, and the RFM groups that follow. */

import { useSay } from '../../platform/language'
import { AskPage } from '../asking/ask-page'
import { Named, Within } from '../asking/controls'
import { lastDays } from '../asking/question'
import { SpanPicker } from '../asking/span-picker'
import { Groups } from './groups'
import { RfmMap } from './map'
import './rfm.css'

export default function RfmPage() {
  const say = useSay()
  return (
    <AskPage<'rfm'>
      title={say('rfm.title')}
      purpose={say('rfm.purpose')}
      begin={(today) => ({
        kind: 'rfm',
        event: { event: 'OrderPlaced', where: [] },
        frequency: 'orders',
        money: 'revenue',
        cuts: { recency: [], frequency: [], money: [] },
        groups: [],
        span: lastDays(today, 365),
      })}
      controls={(question, put, today) => (
        <>
          <Named name={say('ask.span')}>
            <SpanPicker value={question.span} today={today} onChange={(span) => put({ span })} />
          </Named>
          <Within value={question.within} onChange={(within) => put({ within })} />
        </>
      )}
    >
      {(answered) => (
        <>
          <RfmMap {...answered} />
          <Groups {...answered} />
        </>
      )}
    </AskPage>
  )
}

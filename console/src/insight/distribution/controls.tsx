/** What is counted of each person, and where the bars are cut. */

import { Select } from 'antd'
import { useSay } from '../../platform/language'
import { useMoney } from '../../platform/money'
import { useSession } from '../../platform/session/session'
import { EventPick } from '../asking/conditions'
import { Choose, Named, Within } from '../asking/controls'
import { useEvents } from '../asking/questions'
import { useNames } from '../asking/said'
import { SpanPicker } from '../asking/span-picker'
import type { QuestionOf } from '../asking/wire'

type Distribution = QuestionOf<'distribution'>
const MEASURES: Distribution['measure'][] = ['count', 'days', 'sum', 'average', 'most']
/** Those that are of a property. */
export const MEASURED = new Set<Distribution['measure']>(['sum', 'average', 'most'])

interface ControlsProps {
  question: Distribution
  put: (part: Partial<Distribution>) => void
  today: string
}

/** Whether the bars of a question are sums of money. */
export function useInMoney() {
  const names = useNames()
  return ({ event, measure, property }: Distribution) =>
    MEASURED.has(measure) && names.isMoney(event.event, property ?? '')
}

export function DistributionControls({ question, put, today }: ControlsProps) {
  const say = useSay()
  const names = useNames()
  const money = useMoney(useSession().me?.tenant.currency ?? 'CNY')
  const inMoney = useInMoney()(question)
  const events = useEvents().data ?? []
  const kind = events.find(({ name }) => name === question.event.event)
  const numbers = kind?.properties.filter((one) => one.kind === 'number') ?? []
  const measures = MEASURES.filter((one) => !MEASURED.has(one) || numbers.length > 0)
  const cut = (typed: string[]) => {
    const known = typed.map(Number).filter(Number.isFinite)
    const sorted = [...new Set(known)].sort((one, other) => one - other)
    put({ cuts: inMoney ? sorted.map(money.minor) : sorted })
  }
  return (
    <>
      <Named name={say('distribution.event')}>
        <EventPick
          label={say('distribution.event')}
          value={question.event}
          onChange={(event) =>
            put(
              event.event === question.event.event
                ? { event }
                : { event, measure: 'count', property: null, cuts: [] },
            )
          }
        />
      </Named>
      <Choose
        name={say('distribution.measure')}
        value={question.measure}
        onChange={(measure) =>
          put({
            measure,
            property: MEASURED.has(measure) ? (question.property ?? numbers[0]?.name) : null,
            cuts: [],
          })
        }
        options={measures.map((one) => ({ value: one, label: say(`distribution.${one}`) }))}
      />
      {MEASURED.has(question.measure) && (
        <Choose
          name={say('ask.property')}
          value={question.property ?? ''}
          onChange={(property) => put({ property, cuts: [] })}
          options={numbers.map(({ name }) => ({ value: name, label: names.property(name) }))}
        />
      )}
      <Named name={say('ask.span')}>
        <SpanPicker value={question.span} today={today} onChange={(span) => put({ span })} />
      </Named>
      <Named name={say('distribution.cuts')}>
        <Select
          aria-label={say('distribution.cuts')}
          mode="tags"
          open={false}
          suffixIcon={null}
          style={{ minWidth: 200 }}
          placeholder={say('distribution.cutsOwn')}
          value={question.cuts.map((one) => String(inMoney ? money.typed(one) : one))}
          onChange={cut}
        />
      </Named>
      <Within value={question.within} onChange={(within) => put({ within })} />
    </>
  )
}

/** How a segment grew: its size as a line, who came and went each day as bars, each a way to them. */

import { Button, Flex } from 'antd'
import { Chart } from '../../platform/chart'
import { useNow } from '../../platform/clock'
import { useFormats } from '../../platform/format'
import { useSay } from '../../platform/language'
import type { Segment } from '../api'
import type { Condition } from '../language'
import { usePeople } from '../preview/people-drawer'
import type { Size } from './sizes'
import { sizeWords, useSizes } from './spark'

const LATELY_DAYS = 7

/** Those who came into a segment, or left it, between two days. */
const moved = (segment: string, event: string, from: string, until: string): Condition => ({
  kind: 'event',
  event,
  where: [{ property: 'segment_id', op: 'any_of', value: [segment] }],
  measure: 'count',
  op: 'ge',
  value: 1,
  window: { kind: 'between', from, until },
})

function Drawn({ segment, history }: { segment: Segment; history: Size[] }) {
  const say = useSay()
  const format = useFormats()
  const people = usePeople()
  const [sentence, values] = sizeWords(history)
  const days = history.map((one) => format.day(one.day))
  const open = (at: number, left: boolean) => {
    const day = history[at]?.day
    if (!day) return
    people({
      title: `${format.day(day)} ${say(left ? 'segment.left' : 'segment.entered')}`,
      definition: moved(segment.id, left ? 'SegmentLeft' : 'SegmentEntered', day, day),
    })
  }
  return (
    <Chart
      title={say(sentence, {
        ...values,
        from: format.number(Number(values.from)),
        to: format.number(Number(values.to)),
      })}
      unit={say('segment.unitPeople')}
      height={240}
      onPick={({ at, series }) => open(at, series === say('segment.left'))}
      option={{
        tooltip: { trigger: 'axis' },
        legend: { bottom: 0 },
        grid: { left: 8, right: 16, top: 16, bottom: 40 },
        xAxis: { type: 'category', data: days },
        yAxis: { type: 'value', minInterval: 1 },
        series: [
          {
            type: 'line',
            showSymbol: false,
            lineStyle: { width: 2 },
            name: say('segments.count'),
            data: history.map((one) => one.count),
          },
          { type: 'bar', name: say('segment.entered'), data: history.map((one) => one.entered) },
          { type: 'bar', name: say('segment.left'), data: history.map((one) => -one.left) },
        ],
      }}
      figures={{
        head: [
          say('segment.day'),
          say('segments.count'),
          say('segment.left'),
          say('segment.entered'),
        ],
        rows: history.map((one, at) => ({
          cells: [days[at], one.count, one.left, one.entered],
          onPick: one.entered ? () => open(at, false) : undefined,
        })),
      }}
    />
  )
}

function Lately({ segment, history }: { segment: Segment; history: Size[] }) {
  const say = useSay()
  const people = usePeople()
  const today = useFormats().localDay(useNow(60_000))
  const days = history.slice(-LATELY_DAYS)
  const from = days[0]?.day ?? today
  const line = (event: string, words: 'segment.cameIn' | 'segment.wentOut', count: number) => (
    <Button
      disabled={count === 0}
      onClick={() =>
        people({
          title: say(words, { count, days: LATELY_DAYS }),
          definition: moved(segment.id, event, from, today),
        })
      }
    >
      {say(words, { count, days: LATELY_DAYS })}
    </Button>
  )
  const sum = (of: 'entered' | 'left') => days.reduce((all, one) => all + one[of], 0)
  return (
    <Flex gap={8} wrap>
      {line('SegmentEntered', 'segment.cameIn', sum('entered'))}
      {line('SegmentLeft', 'segment.wentOut', sum('left'))}
    </Flex>
  )
}

export function SizeHistory({ segment }: { segment: Segment }) {
  const say = useSay()
  const history = useSizes(segment) ?? []
  if (history.length === 0) return <p className="quiet">{say('segment.sizeNone')}</p>
  return (
    <div className="stack-16">
      <Lately segment={segment} history={history} />
      {history.length > 1 ? (
        <Drawn segment={segment} history={history} />
      ) : (
        <p className="quiet">{say('segment.sizeNone')}</p>
      )}
    </div>
  )
}

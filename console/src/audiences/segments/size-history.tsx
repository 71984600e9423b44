/** How a segment grew: its size as a line, who came and went each day as bars, each a way to them. */

import { useQuery } from '@tanstack/react-query'
import { Button, Flex, Tag } from 'antd'
import { useState } from 'react'
import { Link } from 'react-router'
import { get } from '../../api/client'
import { Chart } from '../../platform/chart'
import { useNow } from '../../platform/clock'
import { useFormats } from '../../platform/format'
import { useLanguage, useSay } from '../../platform/language'
import { Loaded } from '../../platform/states'
import { Status } from '../../platform/status'
import type { Coming, Segment } from '../api'
import { SEGMENTS } from '../questions'
import type { Size } from './sizes'
import { sizeWords, useSizes } from './spark'

const LATELY_DAYS = 7

interface Asked {
  from: string
  until: string
  /** Those who came, those who left, or both. */
  entered?: boolean
}

/** Who came or went, with the day and what made it so. */
function Comings({ id, asked }: { id: string; asked: Asked }) {
  const say = useSay()
  const format = useFormats()
  const { language } = useLanguage()
  const { from, until, entered } = asked
  const query = useQuery({
    queryKey: [SEGMENTS, id, 'comings', from, until, language],
    queryFn: () =>
      get<{ items: Coming[] }>(`${SEGMENTS}/${id}/comings`, { from, until }).then(
        (found) => found.items,
      ),
    refetchInterval: 8_000,
  })
  return (
    <Loaded query={query}>
      {(all) => (
        <ul className="rows">
          {all
            .filter((one) => entered === undefined || one.entered === entered)
            .map((one) => (
              <li key={one.person.id + one.at + one.entered}>
                <span className="who">
                  <Link to={`/customers/${one.person.id}`}>
                    {one.person.name || say('people.noName')}
                  </Link>
                  <span className="quiet">{say('segment.cause', { cause: one.cause_words })}</span>
                </span>
                <span className="right">
                  <Status tone={one.entered ? 'good' : 'off'}>
                    {say(one.entered ? 'segment.entered' : 'segment.left')}
                  </Status>
                  <span className="quiet figure">{format.instant(one.at)}</span>
                </span>
              </li>
            ))}
        </ul>
      )}
    </Loaded>
  )
}

function Drawn({ history, onOpen }: { history: Size[]; onOpen: (asked: Asked) => void }) {
  const say = useSay()
  const format = useFormats()
  const [sentence, values] = sizeWords(history)
  const days = history.map((one) => format.day(one.day))
  const open = (at: number, left: boolean) => {
    const day = history[at]?.day
    if (day) onOpen({ from: day, until: day, entered: !left })
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

export function SizeHistory({ segment }: { segment: Segment }) {
  const say = useSay()
  const format = useFormats()
  const history = useSizes(segment) ?? []
  const [asked, ask] = useState<Asked>()
  const today = useFormats().localDay(useNow(60_000))
  const days = history.slice(-LATELY_DAYS)
  const lately: Asked = { from: days[0]?.day ?? today, until: today }
  const shown = asked ?? lately
  const sum = (of: 'entered' | 'left') => days.reduce((all, one) => all + one[of], 0)
  const button = (entered: boolean) => {
    const count = sum(entered ? 'entered' : 'left')
    const words = entered ? 'segment.cameIn' : 'segment.wentOut'
    return (
      <Button disabled={count === 0} onClick={() => ask({ ...lately, entered })}>
        {say(words, { count, days: LATELY_DAYS }).replace(String(count), format.number(count))}
      </Button>
    )
  }
  return (
    <div className="stack-16">
      {history.length > 1 ? (
        <Drawn history={history} onOpen={ask} />
      ) : (
        <p className="quiet">{say('segment.sizeNone')}</p>
      )}
      <Flex gap={8} wrap align="center">
        {button(true)}
        {button(false)}
        {asked && asked.from === asked.until && (
          <Tag closable variant="outlined" onClose={() => ask(undefined)}>
            {format.day(asked.from)}
          </Tag>
        )}
      </Flex>
      <Comings id={segment.id} asked={shown} />
    </div>
  )
}

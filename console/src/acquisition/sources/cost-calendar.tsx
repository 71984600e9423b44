/** Costs of a month for one purpose, a cell for each day; what is typed takes its place. */

import { LeftOutlined, RightOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Button, Flex, InputNumber, Select } from 'antd'
import { useState } from 'react'
import { get, put } from '../../api/client'
import type { Cost, Costs, SpentOn } from '../../api/types'
import { useNow } from '../../platform/clock'
import { useFormats } from '../../platform/format'
import { useLanguage, useSay } from '../../platform/language'
import { type Money, useMoney } from '../../platform/money'
import { useMay } from '../../platform/session/session'
import { Loaded } from '../../platform/states'
import { useChange } from '../../platform/toast'
import { daysOf, monthFrom, weekdayOf } from './month'
import { useSources } from './source-picker'

const WEEK = [1, 2, 3, 4, 5, 6, 7] as const
export const STALE = [['/sources'], ['/channel-figures'], ['/partners'], ['/stores']]

interface MonthProps {
  days: string[]
  standing: Map<string, Cost>
  money: Money
  typed: Record<string, number | null>
  type: (day: string, amount: number | null) => void
}

function Month({ days, standing, money, typed, type }: MonthProps) {
  const say = useSay()
  const format = useFormats()
  const writes = useMay()('costs.write')
  return (
    <div className="month">
      {WEEK.map((one) => (
        <span key={one} className="quiet">
          {say(`weekday.${one}`)}
        </span>
      ))}
      {days.map((day, at) => {
        const cost = standing.get(day)
        const value = day in typed ? typed[day] : cost ? money.typed(cost.amount) : null
        return (
          <div key={day} style={at === 0 ? { gridColumnStart: weekdayOf(day) } : undefined}>
            <span className="quiet figure">{Number(day.slice(8))}</span>
            <InputNumber
              aria-label={format.day(day)}
              className={day in typed ? 'changed' : cost?.simulated ? 'simulated' : undefined}
              size="small"
              min={0}
              controls={false}
              precision={money.digits}
              disabled={!writes}
              value={value}
              onChange={(amount) => type(day, amount)}
            />
          </div>
        )
      })}
    </div>
  )
}

export function CostCalendar({ id, currency }: { id: string; currency: string }) {
  const say = useSay()
  const { language } = useLanguage()
  const money = useMoney(currency)
  const tree = useSources()
  const today = useFormats().localDay(useNow(60_000))
  const [back, setBack] = useState(0)
  const [purpose, setPurpose] = useState<SpentOn>('media')
  const [typed, setTyped] = useState<Record<string, number | null>>({})
  const days = daysOf(monthFrom(today, back))
  const [first, last] = [days[0] ?? today, days.at(-1) ?? today]
  const query = useQuery({
    queryKey: ['/sources', id, 'costs', first],
    queryFn: () => get<Costs>(`/sources/${id}/costs`, { first, last }),
  })
  const entries = Object.entries(typed).map(([day, amount]) => ({
    day,
    spent_on: purpose,
    amount: money.minor(amount ?? 0),
  }))
  const saving = useChange({
    run: () => put(`/sources/${id}/costs`, { entries }),
    stale: STALE,
    after: () => setTyped({}),
  })
  const turn = (by: number) => {
    setTyped({})
    setBack(back + by)
  }
  const month = new Intl.DateTimeFormat(language, {
    year: 'numeric',
    month: 'long',
    timeZone: 'UTC',
  })
  return (
    <>
      <Flex gap={8} align="center" wrap>
        <Button aria-label={say('costs.earlier')} icon={<LeftOutlined />} onClick={() => turn(1)} />
        <strong className="month-name">{month.format(new Date(`${first}T00:00:00Z`))}</strong>
        <Button aria-label={say('costs.later')} icon={<RightOutlined />} onClick={() => turn(-1)} />
        <Select<SpentOn>
          aria-label={say('costs.purpose')}
          value={purpose}
          onChange={(one) => {
            setTyped({})
            setPurpose(one)
          }}
          style={{ width: 144 }}
          options={(tree.data?.purposes ?? []).map((one) => ({
            value: one.value as SpentOn,
            label: one.words,
          }))}
        />
        <span className="quiet">{currency}</span>
      </Flex>
      <Loaded query={query}>
        {(costs) => {
          const mine = costs.items.filter((one) => one.spent_on === purpose)
          const sum = mine.reduce((all, one) => all + one.amount, 0)
          return (
            <>
              <Month
                days={days}
                standing={new Map(mine.map((one) => [one.day, one]))}
                money={money}
                typed={typed}
                type={(day, amount) => setTyped((old) => ({ ...old, [day]: amount }))}
              />
              <Flex justify="space-between" align="center">
                <span className="figure">
                  {say('costs.sum', { sum: money.say(sum) })}{' '}
                  {mine.some((one) => one.simulated) && (
                    <span className="quiet">{say('costs.simulated')}</span>
                  )}
                </span>
                {entries.length > 0 && (
                  <Button type="primary" loading={saving.isPending} onClick={() => saving.mutate()}>
                    {say('costs.save', { count: entries.length })}
                  </Button>
                )}
              </Flex>
            </>
          )
        }}
      </Loaded>
    </>
  )
}

/** One amount for a span of days, spread evenly to the smallest coin. */

import { Button, DatePicker, Flex, InputNumber, Select } from 'antd'
import type { Dayjs } from 'dayjs'
import { useState } from 'react'
import { post } from '../../api/client'
import type { SpentOn } from '../../api/types'
import { useSay } from '../../platform/language'
import { useMoney } from '../../platform/money'
import { useChange } from '../../platform/toast'
import { STALE } from './cost-calendar'
import { useSources } from './source-picker'

export function CostSpread({ id, currency }: { id: string; currency: string }) {
  const say = useSay()
  const money = useMoney(currency)
  const tree = useSources()
  const [span, setSpan] = useState<[Dayjs, Dayjs] | null>(null)
  const [purpose, setPurpose] = useState<SpentOn>('media')
  const [amount, setAmount] = useState<number | null>(null)
  const saving = useChange({
    run: () =>
      post(`/sources/${id}/costs/spread`, {
        first: span?.[0].format('YYYY-MM-DD'),
        last: span?.[1].format('YYYY-MM-DD'),
        spent_on: purpose,
        amount: money.minor(amount ?? 0),
      }),
    stale: STALE,
    after: () => setAmount(null),
  })
  const days = span ? span[1].diff(span[0], 'day') + 1 : 0
  return (
    <div className="stack-16 spread">
      <div>
        <h2>{say('costs.spread')}</h2>
        <p className="quiet">{say('costs.spreadNote')}</p>
      </div>
      <Flex gap={8} wrap>
        <InputNumber
          aria-label={say('costs.amount')}
          placeholder={say('costs.amount')}
          min={0}
          precision={money.digits}
          controls={false}
          value={amount}
          onChange={setAmount}
          style={{ width: 128 }}
        />
        <Select<SpentOn>
          aria-label={say('costs.purpose')}
          value={purpose}
          onChange={setPurpose}
          style={{ width: 144 }}
          options={(tree.data?.purposes ?? []).map((one) => ({
            value: one.value as SpentOn,
            label: one.words,
          }))}
        />
        <DatePicker.RangePicker
          value={span}
          onChange={(chosen) => setSpan(chosen?.[0] && chosen[1] ? [chosen[0], chosen[1]] : null)}
        />
        <Button
          disabled={!span || amount === null}
          loading={saving.isPending}
          onClick={() => saving.mutate()}
        >
          {days ? say('costs.spreadOver', { count: days }) : say('costs.spread')}
        </Button>
      </Flex>
    </div>
  )
}

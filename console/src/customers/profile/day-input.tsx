/** A day of the solar or the lunar calendar, with or without its year; all of it by keyboard. */

import { Checkbox, Flex, InputNumber, Segmented, Select } from 'antd'
import type { YearlyDay } from '../../api/types'
import { useLanguage, useSay } from '../../platform/language'
import { lunarDay, lunarMonth } from './words'

/** What is typed so far; `month` and `day` may be missing still. */
export type DayDraft = Partial<YearlyDay>

const upTo = (last: number) => Array.from({ length: last }, (_, at) => at + 1)

export const isWhole = (draft: DayDraft | null): draft is YearlyDay =>
  Boolean(draft?.month && draft.day)

interface DayProps {
  value: DayDraft | null
  onChange: (day: DayDraft | null) => void
  name: string
}

export function DayInput({ value, onChange, name }: DayProps) {
  const say = useSay()
  const { language } = useLanguage()
  const lunar = value?.calendar === 'lunar'
  const chinese = lunar && language === 'zh-CN'
  const put = (part: DayDraft) => {
    const next = { ...value, ...part }
    const empty = !next.month && !next.day && !next.year && next.calendar !== 'lunar'
    onChange(empty ? null : next)
  }
  const choose = (words: (number: number) => string, last: number) =>
    upTo(last).map((one) => ({ value: one, label: chinese ? words(one) : String(one) }))
  return (
    <Flex gap={8} wrap align="center">
      <Segmented
        aria-label={`${name}: ${say('profile.calendar')}`}
        value={lunar ? 'lunar' : 'solar'}
        onChange={(calendar) => put({ calendar: calendar as 'solar' | 'lunar', leap: false })}
        options={[
          { value: 'solar', label: say('profile.solar') },
          { value: 'lunar', label: say('profile.lunar') },
        ]}
      />
      <InputNumber
        aria-label={`${name}: ${say('profile.year')}`}
        placeholder={say('profile.yearOptional')}
        min={1900}
        max={2100}
        controls={false}
        value={value?.year ?? null}
        onChange={(year) => put({ year })}
        style={{ width: 112 }}
      />
      <Select
        aria-label={`${name}: ${say('profile.month')}`}
        placeholder={say('profile.month')}
        allowClear
        showSearch
        optionFilterProp="label"
        value={value?.month}
        onChange={(month) => put({ month })}
        options={choose(lunarMonth, 12)}
        style={{ width: 88 }}
      />
      <Select
        aria-label={`${name}: ${say('profile.day')}`}
        placeholder={say('profile.day')}
        allowClear
        showSearch
        optionFilterProp="label"
        value={value?.day}
        onChange={(day) => put({ day })}
        options={choose(lunarDay, lunar ? 30 : 31)}
        style={{ width: 88 }}
      />
      {lunar && (
        <Checkbox
          checked={value?.leap ?? false}
          onChange={(event) => put({ leap: event.target.checked })}
        >
          {say('profile.leap')}
        </Checkbox>
      )}
    </Flex>
  )
}

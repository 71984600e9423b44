import { CloseOutlined, PlusOutlined } from '@ant-design/icons'
import { Button, DatePicker, Input } from 'antd'
import dayjs from 'dayjs'
import type { SpecialDate } from '../../api/types'
import { useSay } from '../../platform/language'
import { StaffPicker } from '../../platform/pickers'
import { TimeSpan } from '../schedule/time-span'
import type { Draft, SetDraft } from './draft'

const FRESH: SpecialDate = { date: '', title: '', start: '00:00', end: '00:00', staff_ids: [] }

interface OneProps {
  value: SpecialDate
  change: (part: Partial<SpecialDate>) => void
  drop: () => void
}

function One({ value, change, drop }: OneProps) {
  const say = useSay()
  return (
    <div className="date-row">
      <DatePicker
        value={value.date ? dayjs(value.date) : null}
        status={value.date ? '' : 'warning'}
        aria-label={say('dates.date')}
        onChange={(day) => change({ date: day?.format('YYYY-MM-DD') ?? '' })}
      />
      <Input
        value={value.title}
        maxLength={20}
        placeholder={say('dates.title')}
        aria-label={say('dates.title')}
        onChange={(event) => change({ title: event.target.value })}
      />
      <TimeSpan
        start={value.start}
        end={value.end}
        onChange={(start, end) => change({ start, end })}
      />
      <StaffPicker
        value={value.staff_ids}
        placeholder={say('dates.closed')}
        onChange={(staff_ids) => change({ staff_ids })}
      />
      <Button type="text" icon={<CloseOutlined />} aria-label={say('do.delete')} onClick={drop} />
    </div>
  )
}

export function SpecialDates({ draft, set }: { draft: Draft; set: SetDraft }) {
  const say = useSay()
  const dates = draft.special_dates
  const keep = (special_dates: SpecialDate[]) => set({ special_dates })
  return (
    <div className="stack-16">
      {dates.map((date, at) => (
        <One
          // biome-ignore lint/suspicious/noArrayIndexKey: rows have no name of their own yet
          key={at}
          value={date}
          change={(part) =>
            keep(dates.map((one, place) => (place === at ? { ...one, ...part } : one)))
          }
          drop={() => keep(dates.filter((_, place) => place !== at))}
        />
      ))}
      <Button icon={<PlusOutlined />} onClick={() => keep([...dates, FRESH])} className="start">
        {say('dates.add')}
      </Button>
    </div>
  )
}

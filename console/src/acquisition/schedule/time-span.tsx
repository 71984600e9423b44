import { TimePicker } from 'antd'
import dayjs from 'dayjs'
import { useSay } from '../../platform/language'
import { clock, minutes } from './times'

const asTime = (text: string) => {
  const total = minutes(text)
  return dayjs()
    .startOf('day')
    .hour(Math.floor(total / 60))
    .minute(total % 60)
}

interface TimeSpanProps {
  start: string
  end: string
  onChange: (start: string, end: string) => void
}

/** From and to; an end at or before the start is said to be on the next day. */
export function TimeSpan({ start, end, onChange }: TimeSpanProps) {
  const say = useSay()
  const next = minutes(end) <= minutes(start)
  const picker = (value: string, label: string, set: (text: string) => void) => (
    <TimePicker
      value={asTime(value)}
      format="HH:mm"
      minuteStep={5}
      allowClear={false}
      needConfirm={false}
      suffixIcon={null}
      aria-label={label}
      onChange={(time) => time && set(clock(time.hour() * 60 + time.minute()))}
    />
  )
  return (
    <span className="time-span">
      {picker(start, say('slot.from'), (text) => onChange(text, end))}
      <span>–</span>
      {picker(end, say('slot.to'), (text) => onChange(start, text))}
      <span className="quiet nowrap">{next ? say('slot.nextDay') : ''}</span>
    </span>
  )
}

import { Checkbox, DatePicker } from 'antd'
import dayjs from 'dayjs'
import type { WelcomeForm } from '../../api/types'
import { type Key, useSay } from '../../platform/language'
import { TimeSpan } from '../schedule/time-span'

const DAYS = [1, 2, 3, 4, 5, 6, 7]
const ISO = 'YYYY-MM-DD'

interface TimesProps {
  form: WelcomeForm
  set: (part: Partial<WelcomeForm>) => void
}

function Dates({ form, set }: TimesProps) {
  const say = useSay()
  return (
    <div className="label">
      {say('rule.dates')}
      <DatePicker.RangePicker
        value={[
          form.date_from ? dayjs(form.date_from) : null,
          form.date_to ? dayjs(form.date_to) : null,
        ]}
        onChange={(days) =>
          set({
            date_from: days?.[0]?.format(ISO) ?? null,
            date_to: days?.[1]?.format(ISO) ?? null,
          })
        }
      />
    </div>
  )
}

function Hours({ form, set }: TimesProps) {
  const say = useSay()
  const limited = form.time_from !== null && form.time_to !== null
  return (
    <div className="label">
      {say('rule.hours')}
      <div className="inline">
        <Checkbox
          checked={limited}
          onChange={(event) =>
            set(
              event.target.checked
                ? { time_from: '21:00', time_to: '09:00' }
                : { time_from: null, time_to: null },
            )
          }
        >
          {say('rule.onlyHours')}
        </Checkbox>
        {form.time_from !== null && form.time_to !== null && (
          <TimeSpan
            start={form.time_from}
            end={form.time_to}
            onChange={(time_from, time_to) => set({ time_from, time_to })}
          />
        )}
      </div>
    </div>
  )
}

/** When a rule speaks: the dates of a special one, the weekdays and hours of a periodic one. */
export function Times({ form, set }: TimesProps) {
  const say = useSay()
  if (form.level === 'special') return <Dates form={form} set={set} />
  if (form.level !== 'periodic') return null
  return (
    <>
      <div className="label">
        {say('rule.weekdays')}
        <Checkbox.Group
          value={form.weekdays}
          onChange={(weekdays) => set({ weekdays: [...weekdays].sort() })}
          options={DAYS.map((day) => ({ value: day, label: say(`weekday.${day}` as Key) }))}
        />
      </div>
      <Hours form={form} set={set} />
    </>
  )
}

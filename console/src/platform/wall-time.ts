/** What people pick in a calendar is on the brand's clock, whatever zone their browser is in. */

import dayjs, { type Dayjs } from 'dayjs'
import timezone from 'dayjs/plugin/timezone'
import utc from 'dayjs/plugin/utc'
import { useMemo } from 'react'
import { useSession } from './session/session'

dayjs.extend(utc)
dayjs.extend(timezone)

const PLAIN = 'YYYY-MM-DDTHH:mm:ss'

export function wallTime(zone: string) {
  return {
    /** An instant as a calendar shows it. */
    shown: (instant: string | Date): Dayjs => dayjs(dayjs(instant).tz(zone).format(PLAIN)),
    /** What was picked in a calendar as an instant. */
    instant: (picked: Dayjs): string => dayjs.tz(picked.format(PLAIN), zone).toISOString(),
  }
}

export type WallTime = ReturnType<typeof wallTime>

export function useWallTime(): WallTime {
  const zone = useSession().me?.tenant?.zone ?? 'Asia/Shanghai'
  return useMemo(() => wallTime(zone), [zone])
}

/** The clock all processes share. In the demo it can run faster than the wall's. */

import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { get } from '../api/client'
import type { Clock } from '../api/types'

export const CLOCK_KEY = ['clock']

/** What the shared clock shows at a real instant: the last anchor not after it leads. */
export function shown(clock: Clock, real: number): Date {
  const passed = clock.anchors.filter((one) => Date.parse(one.real_from) <= real)
  const anchor = passed.at(-1) ?? clock.anchors[0]
  if (!anchor) return new Date(real)
  return new Date(
    Date.parse(anchor.shown_from) + (real - Date.parse(anchor.real_from)) * anchor.rate,
  )
}

export function useClock() {
  return useQuery({
    queryKey: CLOCK_KEY,
    queryFn: () => get<Clock>('/clock'),
    refetchInterval: 15_000,
  })
}

/** The shared now, ticking; the wall's own until the server has answered. */
export function useNow(everyMs = 1000): Date {
  const clock = useClock().data
  const [real, setReal] = useState(() => Date.now())
  useEffect(() => {
    const timer = setInterval(() => setReal(Date.now()), everyMs)
    return () => clearInterval(timer)
  }, [everyMs])
  return clock ? shown(clock, real) : new Date(real)
}

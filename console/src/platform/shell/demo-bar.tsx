/** In the demo: the shared clock, how fast it runs, and the two windows beside the console. */

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { App, Flex, Segmented } from 'antd'
import { post } from '../../api/client'
import type { Clock } from '../../api/types'
import { CLOCK_KEY, useClock, useNow } from '../clock'
import { useFormats } from '../format'
import { useSay } from '../language'
import { useMay } from '../session/session'

const DAY_A_MINUTE = 1440

function Windows({ sandbox }: { sandbox: string }) {
  const say = useSay()
  return (
    <Flex gap={16} className="windows">
      <a href={`${sandbox}/phone`} target="_blank" rel="noreferrer">
        {say('demo.phone')} ↗
      </a>
      <a href={`${sandbox}/adviser`} target="_blank" rel="noreferrer">
        {say('demo.adviser')} ↗
      </a>
    </Flex>
  )
}

export function DemoBar({ sandbox }: { sandbox: string | null }) {
  const say = useSay()
  const may = useMay()
  const { message } = App.useApp()
  const format = useFormats()
  const clock = useClock().data
  const now = useNow(clock && clock.rate > 1 ? 250 : 1000)
  const client = useQueryClient()
  const run = useMutation({
    mutationFn: (rate: number) => post<Clock>('/clock', { rate }),
    onSuccess: (answer) => client.setQueryData(CLOCK_KEY, answer),
    onError: (error) => message.error(error.message),
  })
  return (
    <Flex align="center" gap={16} className="demo">
      {sandbox && <Windows sandbox={sandbox} />}
      <span className="figure now" title={say('demo.clock')}>
        {format.date(now)} {format.time(now)}
      </span>
      <Segmented
        aria-label={say('demo.speed')}
        value={clock?.rate === DAY_A_MINUTE ? DAY_A_MINUTE : 1}
        disabled={!clock || run.isPending || !may('clock.write')}
        onChange={(rate) => run.mutate(rate)}
        options={[
          { value: 1, label: say('demo.real') },
          { value: DAY_A_MINUTE, label: say('demo.fast') },
        ]}
      />
    </Flex>
  )
}

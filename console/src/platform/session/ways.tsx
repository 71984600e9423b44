import { useQuery } from '@tanstack/react-query'
import { Alert, Button, Divider, Flex } from 'antd'
import { useState } from 'react'
import { get, post } from '../../api/client'
import type { WaysOffered } from '../../api/types'
import { useSay } from '../language'

interface Departure {
  href: string
}

/** The ways in beside a password that this brand has switched on. */
export function Ways({ brand, back }: { brand: string | null; back: string }) {
  const say = useSay()
  const [leaving, setLeaving] = useState('')
  const [trouble, setTrouble] = useState('')
  const offered = useQuery({
    queryKey: ['/session/ways', brand],
    queryFn: () => get<WaysOffered>('/session/ways', { brand }),
  })
  const ways = offered.data?.items ?? []
  if (ways.length === 0) return null

  const leave = async (way: string) => {
    setLeaving(way)
    setTrouble('')
    try {
      const asked = { way, brand: offered.data?.brand, back_to: back }
      window.location.assign((await post<Departure>('/session/departures', asked)).href)
    } catch (error) {
      setTrouble(error instanceof Error ? error.message : String(error))
      setLeaving('')
    }
  }
  return (
    <>
      <Divider plain>{say('session.or')}</Divider>
      {trouble && <Alert type="error" showIcon title={trouble} />}
      <Flex vertical gap={8}>
        {ways.map(({ way, title }) => (
          <Button
            key={way}
            block
            size="large"
            loading={leaving === way}
            disabled={leaving !== '' && leaving !== way}
            onClick={() => leave(way)}
          >
            {way === 'wecom' ? say('session.wecom') : say('session.openid', { title })}
          </Button>
        ))}
      </Flex>
    </>
  )
}

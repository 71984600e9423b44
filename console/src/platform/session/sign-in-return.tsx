/** Where WeCom or a provider sends a browser back to: the code is handed in, once. */

import { useQueryClient } from '@tanstack/react-query'
import { Spin } from 'antd'
import { useEffect, useRef, useState } from 'react'
import { Link, useNavigate, useSearchParams } from 'react-router'
import { post } from '../../api/client'
import { useSay } from '../language'
import { Note } from '../states'
import { SESSION_KEY } from './session'

export default function SignInReturnPage() {
  const say = useSay()
  const navigate = useNavigate()
  const client = useQueryClient()
  const [search] = useSearchParams()
  const [trouble, setTrouble] = useState('')
  // Effects run twice in development; the code is good for one.
  const handed = useRef(false)

  useEffect(() => {
    if (handed.current) return
    handed.current = true
    const told = (name: string) => search.get(name) ?? ''
    post<{ back_to: string }>('/session/returns', {
      state: told('state'),
      code: told('code'),
      error: told('error'),
    })
      .then(async ({ back_to }) => {
        await client.invalidateQueries({ queryKey: SESSION_KEY })
        navigate(back_to, { replace: true })
      })
      .catch((error: unknown) => setTrouble(error instanceof Error ? error.message : String(error)))
  }, [client, navigate, search])

  return (
    <main className="whole sign-in">
      <div className="door">
        {trouble ? (
          <Note
            shape="refused"
            title={say('session.refused')}
            text={trouble}
            action={<Link to="/sign-in">{say('session.again')}</Link>}
          />
        ) : (
          <Spin description={say('session.returning')} />
        )}
      </div>
    </main>
  )
}

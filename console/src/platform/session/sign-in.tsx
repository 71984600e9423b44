import { Alert, Button, Flex, Form, Input } from 'antd'
import { useState } from 'react'
import { Navigate, useSearchParams } from 'react-router'
import { useSay } from '../language'
import { LanguageSwitch, ShadeSwitch } from '../shell/header'
import { useSession, useSignIn } from './session'
import { Ways } from './ways'

interface Credentials {
  login: string
  password: string
}

/** Only a path of this console; anything else would be an open redirect. */
function destination(to: string | null): string {
  return to && /^\/(?![/\\])/.test(to) ? to : '/'
}

export default function SignInPage() {
  const say = useSay()
  const [search] = useSearchParams()
  const { me } = useSession()
  const signIn = useSignIn()
  const [trouble, setTrouble] = useState('')
  const [busy, setBusy] = useState(false)

  if (me) return <Navigate to={destination(search.get('to'))} replace />

  const enter = async ({ login, password }: Credentials) => {
    setBusy(true)
    setTrouble('')
    try {
      await signIn(login, password)
    } catch (error) {
      setTrouble(error instanceof Error ? error.message : String(error))
    } finally {
      setBusy(false)
    }
  }

  return (
    <main className="whole sign-in">
      <div className="door">
        <h1>{say('session.title')}</h1>
        <p>{say('session.purpose')}</p>
        {trouble && <Alert type="error" showIcon title={trouble} />}
        <Form<Credentials> layout="vertical" requiredMark={false} onFinish={enter}>
          <Form.Item
            name="login"
            label={say('session.login')}
            rules={[{ required: true, message: say('session.loginNeeded') }]}
          >
            <Input autoFocus autoComplete="username" size="large" />
          </Form.Item>
          <Form.Item
            name="password"
            label={say('session.password')}
            rules={[{ required: true, message: say('session.passwordNeeded') }]}
          >
            <Input.Password autoComplete="current-password" size="large" />
          </Form.Item>
          <Button type="primary" htmlType="submit" size="large" block loading={busy}>
            {say('session.enter')}
          </Button>
        </Form>
        <Ways brand={search.get('brand')} back={destination(search.get('to'))} />
        <Flex justify="space-between">
          <LanguageSwitch />
          <ShadeSwitch />
        </Flex>
      </div>
    </main>
  )
}

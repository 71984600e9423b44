import { Alert, App, Button } from 'antd'
import { useSay } from '../../platform/language'
import './webhooks.css'

/** A secret, shown this once. */
export function Secret({ secret, note }: { secret: string; note: string }) {
  const say = useSay()
  const { message } = App.useApp()
  const copy = async () => {
    await navigator.clipboard.writeText(secret)
    message.success(say('do.copied'))
  }
  return (
    <>
      <Alert showIcon type="warning" title={note} />
      <div className="webhook-secret">
        <code>{secret}</code>
        <Button onClick={copy}>{say('do.copy')}</Button>
      </div>
    </>
  )
}

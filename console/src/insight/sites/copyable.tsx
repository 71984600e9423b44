import { Alert, App, Button } from 'antd'
import { useSay } from '../../platform/language'
import './sites.css'

/** Text for another place: shown as it is, and copied whole. */
export function Copyable({ text, label }: { text: string; label: string }) {
  const say = useSay()
  const { message } = App.useApp()
  const copy = async () => {
    await navigator.clipboard.writeText(text)
    message.success(say('do.copied'))
  }
  return (
    <figure className="copyable" aria-label={label}>
      <code>{text}</code>
      <Button onClick={copy}>{say('do.copy')}</Button>
    </figure>
  )
}

/** A secret that is not shown again. */
export function Once({ secret, note }: { secret: string; note: string }) {
  const say = useSay()
  return (
    <div className="stack-16">
      <Alert showIcon type="warning" title={note} />
      <Copyable text={secret} label={say('sites.secret')} />
    </div>
  )
}

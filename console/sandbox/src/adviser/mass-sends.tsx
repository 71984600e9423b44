import { asAdviser, type Desk } from '../api'
import { Bubble, Note } from '../parts'
import { useSay } from '../speech'

/** What the company asks this adviser to send; nothing leaves without the confirmation. */
export function MassSends({ desk, again }: { desk: Desk; again: () => void }) {
  const { say, time } = useSay()
  if (desk.mass.length === 0) {
    return <Note title={say('adviser.noMass')} text={say('adviser.noMassText')} />
  }
  const confirm = (msgid: string) =>
    asAdviser('confirm', { userid: desk.userid, msgid }).then(again)
  return (
    <ul class="list">
      {desk.mass.map((one) => (
        <li key={one.msgid} class="mass">
          <p class="quiet">
            {time(one.created_at)} · {say(`mass.${one.status}`)} ·{' '}
            {say('mass.targets', { count: one.targets.length })}
          </p>
          {one.said.map((said, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: parts of one message stand still
            <Bubble key={at} said={said} />
          ))}
          {one.status === 'waiting' && (
            <button type="button" class="main" onClick={() => confirm(one.msgid)}>
              {say('mass.confirm')}
            </button>
          )}
        </li>
      ))}
    </ul>
  )
}

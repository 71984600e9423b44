import { useState } from 'preact/hooks'
import { asAdviser, type Customer, deskChat } from '../api'
import { useLive } from '../live'
import { Box, Failed, Lines } from '../parts'
import { useSay } from '../speech'
import { Side } from './side'

interface ConversationProps {
  userid: string
  customer: Customer
  onBack: () => void
}

export function Conversation({ userid, customer, onBack }: ConversationProps) {
  const { say } = useSay()
  const id = customer.person.external_userid
  const { name } = customer.person
  const [beside, setBeside] = useState(false)
  const view = useLive(() => deskChat(userid, id), `${userid} ${id}`)
  const { standing } = view.data ?? customer
  const accept = () => asAdviser('accept', { userid, external_userid: id }).then(view.again)
  return (
    <>
      <section class="middle">
        <header class="bar">
          <button type="button" class="plain back" aria-label={say('chat.back')} onClick={onBack}>
            ‹
          </button>
          <strong>{customer.remark || name}</strong>
          <button type="button" class="plain more" onClick={() => setBeside(!beside)}>
            {say('side.title')}
          </button>
        </header>
        <div class="body">
          {view.error && !view.data && <Failed error={view.error} again={view.again} />}
          {view.data && <Lines messages={view.data.messages} mine="staff" other={name} />}
        </div>
        {standing === 'deleted_by_customer' || standing === 'deleted_by_staff' ? (
          <p class="ended quiet">
            {say(standing === 'deleted_by_customer' ? 'adviser.theyLeft' : 'adviser.youLeft', {
              name,
            })}
          </p>
        ) : (
          <>
            {standing === 'half' && (
              <div class="ended">
                <button type="button" class="main" onClick={accept}>
                  {say('adviser.addBack')}
                </button>
              </div>
            )}
            <Box
              send={(text) =>
                asAdviser('say', { userid, external_userid: id, text }).then(view.again)
              }
            />
          </>
        )}
      </section>
      <Side
        shown={beside}
        userid={userid}
        customer={view.data ?? customer}
        again={view.again}
        onGone={onBack}
        onHide={() => setBeside(false)}
      />
    </>
  )
}

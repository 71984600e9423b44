import { App, Button, Flex } from 'antd'
import { remove } from '../api/client'
import type { User } from '../api/types'
import { useSay } from '../platform/language'
import { useChange } from '../platform/toast'

interface Ending {
  path: string
  title: string
  text: string
}

/** Ways in that can be taken from a user. */
export function UserWays({ user }: { user: User }) {
  const say = useSay()
  const { modal } = App.useApp()
  const ending = useChange({ run: (path: string) => remove(path), stale: [['/users']] })
  const ask = ({ path, title, text }: Ending) =>
    modal.confirm({
      title,
      content: text,
      okButtonProps: { danger: true },
      cancelText: say('do.cancel'),
      onOk: () => ending.mutate(path),
    })
  const others = user.ways.filter((way) => way !== 'password')
  const ways = others.map((way) => say(`users.way.${way}`)).join(', ')
  return (
    <Flex gap={8} wrap>
      {user.ways.includes('password') && others.length > 0 && (
        <Button
          danger
          onClick={() =>
            ask({
              path: `/users/${user.id}/password`,
              title: say('users.endPasswordTitle', { name: user.name }),
              text: say('users.endPasswordText', { ways }),
            })
          }
        >
          {say('users.endPassword')}
        </Button>
      )}
      {user.ways.includes('openid') && (
        <Button
          danger
          onClick={() =>
            ask({
              path: `/users/${user.id}/links`,
              title: say('users.endLinksTitle', { name: user.name }),
              text: say('users.endLinksText'),
            })
          }
        >
          {say('users.endLinks')}
        </Button>
      )}
    </Flex>
  )
}

import { Typography } from 'antd'
import type { Mall } from '../../api/types'
import './malls.css'

/** Where a mall sends to, to be copied; where our address is not set it is the one in use. */
export function MallAddress({ mall, quiet }: { mall: Mall; quiet?: boolean }) {
  const address = new URL(mall.url, window.location.origin).href
  return (
    // The row around it opens at a click; copying is not opening.
    // biome-ignore lint/a11y/noStaticElementInteractions: the button inside takes the keys
    // biome-ignore lint/a11y/useKeyWithClickEvents: the button inside takes the keys
    <span onClick={(event) => event.stopPropagation()}>
      <Typography.Text
        copyable={{ text: address }}
        type={quiet ? 'secondary' : undefined}
        className="mall-address"
      >
        {address}
      </Typography.Text>
    </span>
  )
}

/** The two buttons that move a thing one place up or down in its list. */

import { ArrowDownOutlined, ArrowUpOutlined } from '@ant-design/icons'
import { Button } from 'antd'

interface OrderProps {
  first: boolean
  last: boolean
  up: string
  down: string
  onMove: (by: -1 | 1) => void
}

export function Order({ first, last, up, down, onMove }: OrderProps) {
  return (
    <>
      <Button
        type="text"
        icon={<ArrowUpOutlined />}
        aria-label={up}
        disabled={first}
        onClick={() => onMove(-1)}
      />
      <Button
        type="text"
        icon={<ArrowDownOutlined />}
        aria-label={down}
        disabled={last}
        onClick={() => onMove(1)}
      />
    </>
  )
}

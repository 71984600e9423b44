/** A detail in a drawer whose address can be sent to a colleague. */

import { Drawer, type DrawerProps } from 'antd'
import type { ReactNode } from 'react'

interface DetailProps {
  open: boolean
  onClose: () => void
  title: ReactNode
  action?: ReactNode
  children: ReactNode
  size?: number
  footer?: DrawerProps['footer']
}

export function Detail({
  open,
  onClose,
  title,
  action,
  children,
  size = 720,
  footer,
}: DetailProps) {
  return (
    <Drawer
      open={open}
      onClose={onClose}
      title={title}
      extra={action}
      footer={footer}
      size={Math.min(size, window.innerWidth)}
      destroyOnHidden
    >
      {children}
    </Drawer>
  )
}

interface PairsProps {
  rows: [ReactNode, ReactNode][]
}

/** Names and values in two columns. */
export function Pairs({ rows }: PairsProps) {
  return (
    <dl className="pairs">
      {rows.map(([name, value], at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the rows of one sheet stand still
        <div key={at}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}

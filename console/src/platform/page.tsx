/** The anatomy every page shares: title, one sentence, the primary action, the content. */

import { Flex } from 'antd'
import type { ReactNode } from 'react'

interface PageProps {
  title: ReactNode
  purpose: string
  action?: ReactNode
  children: ReactNode
}

export function Page({ title, purpose, action, children }: PageProps) {
  return (
    <main className="page">
      <Flex justify="space-between" align="flex-start" gap={16} wrap className="page-head">
        <div className="page-words">
          <h1>{title}</h1>
          <p className="quiet">{purpose}</p>
        </div>
        {action}
      </Flex>
      {children}
    </main>
  )
}

interface SectionProps {
  title?: ReactNode
  note?: ReactNode
  action?: ReactNode
  children: ReactNode
  flush?: boolean
}

/** A titled block on a page. `flush` lets a table reach the edges. */
export function Section({ title, note, action, children, flush }: SectionProps) {
  return (
    <section className={flush ? 'section flush' : 'section'}>
      {(title || action) && (
        <Flex justify="space-between" align="center" gap={16} className="section-head">
          <div>
            {title && <h2>{title}</h2>}
            {note && <p>{note}</p>}
          </div>
          {action}
        </Flex>
      )}
      {children}
    </section>
  )
}

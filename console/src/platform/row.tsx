/** One field of a form: its name, a sentence on what it does, the control. */

import type { ReactNode } from 'react'

export function Row({
  label,
  note,
  children,
}: {
  label: string
  note?: ReactNode
  children: ReactNode
}) {
  return (
    <div className="field">
      <div>
        <strong>{label}</strong>
        {note && <p className="quiet">{note}</p>}
      </div>
      <div>{children}</div>
    </div>
  )
}

import type { ReactNode } from 'react'

/** A title above what several controls answer together; one control alone has a label. */
export function Line({ label, children }: { label: ReactNode; children: ReactNode }) {
  return (
    <div className="label">
      <span>{label}</span>
      {children}
    </div>
  )
}

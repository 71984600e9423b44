/** What stands behind an answer: what it counts, as of when, and the SQL that was run. */

import { Button } from 'antd'
import { useState } from 'react'
import { Detail } from '../../platform/detail'
import { useFormats } from '../../platform/format'
import { useSay } from '../../platform/language'
import type { Asked } from './wire'

export function Behind({ out }: { out: Asked }) {
  const say = useSay()
  const format = useFormats()
  const [open, setOpen] = useState(false)
  const { at, waiting_events: waiting } = out.freshness
  return (
    <footer className="behind quiet">
      <p>
        {say('ask.means')}
        {out.means}
      </p>
      <p>
        {say('ask.asOf', { at: format.instant(at) })}
        {waiting > 0 && ` · ${say('ask.waiting', { count: format.number(waiting) })}`}
        <Button type="link" size="small" onClick={() => setOpen(true)}>
          {say('ask.showSql')}
        </Button>
      </p>
      <Detail open={open} onClose={() => setOpen(false)} title={say('ask.sql')}>
        <div className="stack-16">
          {out.statements.map((one) => (
            <pre key={one} className="statement">
              {one}
            </pre>
          ))}
        </div>
      </Detail>
    </footer>
  )
}

/** How people spread over a few parts: bars one can read in black and white, each a way to them. */

import { Button } from 'antd'
import { useFormats } from '../../platform/format'
import type { Part } from '../api'

const MOST = 10

interface BarsProps {
  title: string
  parts: Part[]
  onOpen?: (part: Part) => void
}

export function Bars({ title, parts, onOpen }: BarsProps) {
  const format = useFormats()
  const shown = parts.filter((one) => one.count > 0).slice(0, MOST)
  const most = Math.max(1, ...shown.map((one) => one.count))
  if (shown.length === 0) return null
  return (
    <section className="spread">
      <h2>{title}</h2>
      {shown.map((one) => (
        <div key={one.key}>
          <span className="spread-name" title={one.name}>
            {one.name}
          </span>
          <span className="track" aria-hidden="true">
            <span style={{ width: `${(one.count / most) * 100}%` }} />
          </span>
          {onOpen && one.key ? (
            <Button
              type="link"
              className="figure"
              aria-label={`${one.name}: ${one.count}`}
              onClick={() => onOpen(one)}
            >
              {format.number(one.count)}
            </Button>
          ) : (
            <span className="figure">{format.number(one.count)}</span>
          )}
        </div>
      ))}
    </section>
  )
}

import { Checkbox } from 'antd'
import { Fragment } from 'react'
import type { Permission } from '../api/types'

interface RightsProps {
  all: Permission[]
  chosen: string[]
  /** Absent: only to read. */
  onChange?: (names: string[]) => void
}

/** Rights by the part of the product they belong to. */
export function Rights({ all, chosen, onChange }: RightsProps) {
  const parts = [...new Set(all.map((one) => one.domain))]
  const turn = (name: string, on: boolean) =>
    onChange?.(on ? [...chosen, name] : chosen.filter((one) => one !== name))
  return (
    <div className="rights">
      {parts.map((part) => (
        <Fragment key={part}>
          <h3 className="quiet">{part}</h3>
          {all
            .filter((one) => one.domain === part)
            .map((one) => (
              <Checkbox
                key={one.name}
                checked={chosen.includes(one.name)}
                disabled={!onChange}
                onChange={(event) => turn(one.name, event.target.checked)}
              >
                {one.title}
              </Checkbox>
            ))}
        </Fragment>
      ))}
    </div>
  )
}

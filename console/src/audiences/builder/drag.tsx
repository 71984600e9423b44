/** Moving rows: dragged to a gap, or with the arrow keys at the handle. */

import { HolderOutlined } from '@ant-design/icons'
import { createContext, use, useState } from 'react'
import { useSay } from '../../platform/language'
import { useEditing } from './editing'
import { find, move, parentOf, step } from './tree'

const Moving = createContext<[string | null, (id: string | null) => void]>([null, () => {}])

export function Draggable({ children }: { children: React.ReactNode }) {
  const moving = useState<string | null>(null)
  return <Moving value={moving}>{children}</Moving>
}

/** A gap between rows that takes what is dropped. */
export function Gap({ into, at }: { into: string; at: number }) {
  const { root, edit } = useEditing()
  const [moving, setMoving] = use(Moving)
  const [over, setOver] = useState(false)
  const what = moving ? find(root, moving) : undefined
  const open = what !== undefined && !find(what, into)
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: a place to drop; by keys the handle moves
    <div
      className={`gap${open ? ' gap-open' : ''}${open && over ? ' gap-over' : ''}`}
      onDragOver={(event) => {
        if (!open) return
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault()
        setOver(false)
        if (moving) edit(move(root, moving, into, at))
        setMoving(null)
      }}
    />
  )
}

export function Handle({ id }: { id: string }) {
  const say = useSay()
  const { root, edit, focus } = useEditing()
  const [, setMoving] = use(Moving)
  const [told, tell] = useState('')
  const walk = (by: 1 | -1) => {
    const next = step(root, id, by)
    focus(id, 'handle')
    edit(next)
    const parent = parentOf(next, id)
    const at = parent?.of.findIndex((one) => one.id === id) ?? 0
    tell(say('build.movedTo', { place: at + 1, count: parent?.of.length ?? 1 }))
  }
  return (
    <>
      <button
        type="button"
        className="handle"
        draggable
        title={say('build.move')}
        aria-label={say('build.move')}
        onDragStart={(event) => {
          event.dataTransfer.setData('text/plain', id)
          event.dataTransfer.effectAllowed = 'move'
          // The page may only change once the browser has taken its picture of what is dragged.
          setTimeout(() => setMoving(id))
        }}
        onDragEnd={() => setMoving(null)}
        onKeyDown={(event) => {
          const by = { ArrowUp: -1, ArrowDown: 1 }[event.key] as 1 | -1 | undefined
          if (!by) return
          event.preventDefault()
          walk(by)
        }}
      >
        <HolderOutlined />
      </button>
      <span className="heard" role="status">
        {told}
      </span>
    </>
  )
}

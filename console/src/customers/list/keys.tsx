/** The list by keyboard: / j k arrows Enter x ? */

import { Modal } from 'antd'
import { useEffect, useState } from 'react'
import { Pairs } from '../../platform/detail'
import { useSay } from '../../platform/language'

interface Keyed {
  ids: string[]
  onSearch: () => void
  onOpen: (id: string) => void
  onSelect: (id: string) => void
  /** Another layer is open and has the keys. */
  off: boolean
}

const typing = (target: EventTarget | null) =>
  target instanceof HTMLElement &&
  (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))

/** The row that the keys are at, after one of them was pressed. */
export function moved(ids: string[], at: string | undefined, step: 1 | -1): string | undefined {
  const place = at === undefined ? -1 : ids.indexOf(at)
  if (place < 0) return ids[0]
  return ids[Math.min(Math.max(place + step, 0), ids.length - 1)]
}

export function useKeys({ ids, onSearch, onOpen, onSelect, off }: Keyed) {
  const [at, setAt] = useState<string>()
  const [helps, help] = useState(false)
  useEffect(() => {
    const go = (step: 1 | -1) => {
      const next = moved(ids, at, step)
      setAt(next)
      document.querySelector(`[data-row-key="${next}"]`)?.scrollIntoView({ block: 'nearest' })
    }
    const acts = new Map<string, () => void>([
      ['/', onSearch],
      ['j', () => go(1)],
      ['ArrowDown', () => go(1)],
      ['k', () => go(-1)],
      ['ArrowUp', () => go(-1)],
      ['Enter', () => at && onOpen(at)],
      ['x', () => at && onSelect(at)],
      ['?', () => help(true)],
    ])
    const pressed = (event: KeyboardEvent) => {
      const act = acts.get(event.key)
      if (off || helps || !act || typing(event.target)) return
      if (event.ctrlKey || event.metaKey || event.altKey) return
      if (event.key === 'Enter' && event.target !== document.body) return
      event.preventDefault()
      act()
    }
    window.addEventListener('keydown', pressed)
    return () => window.removeEventListener('keydown', pressed)
  }, [ids, at, helps, off, onSearch, onOpen, onSelect])
  return { at, helps, help }
}

export function KeysDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  const say = useSay()
  return (
    <Modal open={open} onCancel={onClose} footer={null} title={say('keys.title')}>
      <Pairs
        rows={[
          [<kbd key="k">/</kbd>, say('keys.search')],
          [<kbd key="k">j k ↓ ↑</kbd>, say('keys.move')],
          [<kbd key="k">Enter</kbd>, say('keys.open')],
          [<kbd key="k">x</kbd>, say('keys.select')],
          [<kbd key="k">Esc</kbd>, say('keys.close')],
          [<kbd key="k">?</kbd>, say('keys.help')],
        ]}
      />
    </Modal>
  )
}

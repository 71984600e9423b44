/** Data that stays true: asked again whenever the sandbox says that something happened. */

import { useCallback, useEffect, useRef, useState } from 'preact/hooks'

const AT_MOST_EVERY_MS = 250
const watchers = new Set<() => void>()
let source: EventSource | undefined
let pending = false

function tell() {
  pending = false
  for (const watcher of watchers) watcher()
}

function open() {
  source ??= new EventSource('/sandbox/live')
  source.onmessage = () => {
    if (pending) return
    pending = true
    window.setTimeout(tell, AT_MOST_EVERY_MS)
  }
  // After a break nothing is known of what was missed: ask for all again.
  source.onopen = tell
}

export interface Live<T> {
  data?: T
  error?: Error
  again: () => void
}

/** What `load` answers, kept up to date; `about` names what it depends on. */
export function useLive<T>(load: () => Promise<T>, about: string): Live<T> {
  const [state, setState] = useState<{ about: string; data?: T; error?: Error }>({ about })
  const latest = useRef({ about, load, turn: 0 })
  latest.current.about = about
  latest.current.load = load
  const again = useCallback(() => {
    const { current } = latest
    const asked = { about: current.about, turn: ++current.turn }
    const fits = () => asked.turn === current.turn && asked.about === current.about
    current
      .load()
      .then((data) => fits() && setState({ about: asked.about, data }))
      .catch((error) => fits() && setState((old) => ({ ...old, about: asked.about, error })))
  }, [])
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new subject is asked for at once
  useEffect(again, [about, again])
  useEffect(() => {
    open()
    watchers.add(again)
    return () => {
      watchers.delete(again)
    }
  }, [again])
  return state.about === about ? { ...state, again } : { again }
}

/** The definition at hand: its tree, its undo, what is wrong with it, and which row takes the focus. */

import { createContext, use, useCallback, useEffect, useMemo, useReducer, useRef } from 'react'
import type { Fault } from '../api'
import type { Catalogue, Condition, Leaf } from '../language'
import { begun, edited, type History, redone, undone } from './history'
import { change, fromJson, type Group } from './tree'

export interface Editing {
  root: Group
  catalogue: Catalogue
  /** `of` names the field that is typed in; typing on is one step to undo. */
  edit: (next: Group, of?: string) => void
  faults: Map<string, Fault[]>
  /** The row that shall have the focus once it is there. */
  focus: (id: string, what: 'handle' | 'value') => void
}

const Context = createContext<Editing | null>(null)
export const EditingProvider = Context.Provider

export function useEditing(): Editing {
  const editing = use(Context)
  if (!editing) throw new Error('useEditing outside EditingProvider')
  return editing
}

/** Change one condition; part by part, so that a row says only what it changes. */
export function usePut<L extends Leaf>(id: string, leaf: L) {
  const { root, edit } = useEditing()
  return (part: Partial<L>, of?: string) =>
    edit(change(root, id, { leaf: { ...leaf, ...part } }), of && `${id}/${of}`)
}

type Act = { to: Group; of?: string } | 'undo' | 'redo'

function reduced(history: History<Group>, act: Act): History<Group> {
  if (act === 'undo') return undone(history)
  return act === 'redo' ? redone(history) : edited(history, act.to, act.of)
}

export function useDefinition(first: Condition) {
  const [history, act] = useReducer(reduced, first, (one) => begun(fromJson(one)))
  const edit = useCallback((to: Group, of?: string) => act({ to, of }), [])
  return {
    root: history.now,
    edit,
    undo: history.past.length ? () => act('undo') : undefined,
    redo: history.future.length ? () => act('redo') : undefined,
    touched: history.past.length > 0,
  }
}

const VALUE = '.leaf input:not([role="combobox"]), .leaf input'

/** Focus follows a row that was added or moved, once it stands at its place. */
export function useFollowed(root: Group) {
  const wanted = useRef<{ id: string; what: 'handle' | 'value' }>(undefined)
  // biome-ignore lint/correctness/useExhaustiveDependencies: the tree was drawn anew
  useEffect(() => {
    const { id, what } = wanted.current ?? {}
    wanted.current = undefined
    if (!id) return
    const row = document.querySelector(`[data-node="${id}"]`)
    const inside = what === 'handle' ? '.handle' : VALUE
    row?.querySelector<HTMLElement>(inside)?.focus()
  }, [root])
  return useCallback((id: string, what: 'handle' | 'value') => {
    wanted.current = { id, what }
  }, [])
}

/** Ctrl+Z and Ctrl+Shift+Z, except while a text with an undo of its own is typed. */
export function useUndoKeys(undo?: () => void, redo?: () => void) {
  const acts = useMemo(() => ({ undo, redo }), [undo, redo])
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== 'z') return
      const { target } = event
      const typing =
        target instanceof HTMLTextAreaElement ||
        (target instanceof HTMLInputElement && target.value !== '' && target.type !== 'checkbox')
      if (typing) return
      event.preventDefault()
      ;(event.shiftKey ? acts.redo : acts.undo)?.()
    }
    document.addEventListener('keydown', pressed)
    return () => document.removeEventListener('keydown', pressed)
  }, [acts])
}

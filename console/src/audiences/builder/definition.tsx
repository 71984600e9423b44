/** The definition at work: conditions or JSON, its words, and at the side who it means. */

import { RedoOutlined, UndoOutlined } from '@ant-design/icons'
import { Button, Tabs } from 'antd'
import { useEffect, useMemo, useState } from 'react'
import { useLanguage, useSay } from '../../platform/language'
import type { Fault } from '../api'
import type { Catalogue } from '../language'
import { Preview } from '../preview/preview'
import { useChecked } from '../questions'
import { useSettled } from '../settled'
import { Draggable } from './drag'
import { EditingProvider, type useDefinition, useFollowed, useUndoKeys } from './editing'
import { GroupBox } from './group'
import { JsonTab, type Typed } from './json-tab'
import { whole } from './kinds'
import { leaves, places, pruned, toJson } from './tree'
import { BothWords } from './words'
import './builder.css'

const PAUSE_MS = 350

/** Faults by the node they belong to: the nearest one above their place. */
export function faultsBy(faults: Fault[], known: Map<string, string>): Map<string, Fault[]> {
  const found = new Map<string, Fault[]>()
  for (const fault of faults) {
    const place = [...known.keys()]
      .filter((one) => fault.place.startsWith(one))
      .sort((one, other) => other.length - one.length)[0]
    const id = known.get(place ?? '$') ?? known.get('$') ?? ''
    found.set(id, [...(found.get(id) ?? []), fault])
  }
  return found
}

/** What is asked of the server: the conditions that are filled in, or what the hand wrote. */
function useAsked({ root }: Defined, typed: Typed | undefined) {
  const filled = useMemo(() => pruned(root, whole), [root])
  const open = leaves(root).length - leaves(filled).length
  const byHand = typed?.brokenAt === undefined ? typed?.value : undefined
  const json = byHand === undefined ? toJson(filled) : byHand
  const text = byHand === undefined && filled.of.length === 0 ? '' : JSON.stringify(json)
  const asked = useSettled(text, PAUSE_MS) || null
  return { asked, filled, open, waits: (asked ?? '') !== text }
}

/** The last definition that was found right, while the next one is being checked. */
function useKept(asked: string | null, right: boolean, wrong: boolean): string | null {
  const [kept, keep] = useState<string | null>(null)
  useEffect(() => {
    if (asked === null || wrong) keep(null)
    else if (right) keep(asked)
  }, [asked, right, wrong])
  return kept
}

export type Defined = ReturnType<typeof useDefinition>

interface DefinitionProps {
  defined: Defined
  catalogue: Catalogue
  /** The segment that is edited, which cannot overlap with itself. */
  self?: string
  /** Told whether the definition as it stands was found right. */
  onRight?: (right: boolean) => void
}

export function Definition({ defined, catalogue, self, onRight }: DefinitionProps) {
  const say = useSay()
  const { language } = useLanguage()
  const { root, edit, undo, redo } = defined
  const [tab, show] = useState('visual')
  const [typed, type] = useState<Typed>()
  const byHand = tab === 'json' ? typed : undefined
  const { asked, filled, open, waits } = useAsked(defined, byHand)
  const checked = useChecked(asked, language)
  const wrong = checked.data?.faults ?? []
  const focus = useFollowed(root)
  useUndoKeys(undo, redo)
  const editing = {
    root,
    edit,
    catalogue,
    focus,
    faults: faultsBy(waits ? [] : wrong, places(filled)),
  }
  // An answer about what stood here before says nothing about what stands here now.
  const answered = checked.data !== undefined && !checked.isPlaceholderData
  const right = asked !== null && answered && wrong.length === 0
  const settled = right && !waits && byHand?.brokenAt === undefined
  useEffect(() => onRight?.(settled), [onRight, settled])
  const previewed = useKept(asked, right, answered && wrong.length > 0)
  return (
    <div className="build">
      <div className="section">
        <Tabs
          activeKey={tab}
          onChange={(next) => {
            type(undefined)
            show(next)
          }}
          destroyOnHidden
          tabBarExtraContent={
            <>
              <Button
                type="text"
                icon={<UndoOutlined />}
                aria-label={say('build.undo')}
                title={say('build.undo')}
                disabled={!undo}
                onClick={undo}
              />
              <Button
                type="text"
                icon={<RedoOutlined />}
                aria-label={say('build.redo')}
                title={say('build.redo')}
                disabled={!redo}
                onClick={redo}
              />
            </>
          }
          items={[
            {
              key: 'visual',
              label: say('build.visual'),
              children: (
                <EditingProvider value={editing}>
                  <Draggable>
                    <GroupBox node={root} isRoot />
                  </Draggable>
                </EditingProvider>
              ),
            },
            {
              key: 'json',
              label: say('build.json'),
              children: (
                <JsonTab
                  root={root}
                  onChange={(next) => edit(next, 'json')}
                  onTyped={type}
                  faults={wrong}
                />
              ),
            },
          ]}
        />
        <BothWords asked={wrong.length > 0 ? null : asked} wrong={wrong.length > 0} />
      </div>
      <aside className="section" aria-label={say('preview.title')}>
        <Preview asked={previewed} wrong={wrong.length > 0} open={open} self={self} />
      </aside>
    </div>
  )
}

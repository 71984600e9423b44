/** The definition by hand; what is wrong is told with its line. */

import { Button, Input } from 'antd'
import type { TextAreaRef } from 'antd/es/input/TextArea'
import { useEffect, useRef, useState } from 'react'
import { useSay } from '../../platform/language'
import { Status } from '../../platform/status'
import type { Fault } from '../api'
import { brokenAt, lineAt, startOf } from './json-lines'
import { fromJson, type Group, isCondition, toJson } from './tree'

export type Typed = { text: string; value?: unknown; brokenAt?: number }

/** What was typed, read. */
export function read(text: string): Typed {
  try {
    return { text, value: JSON.parse(text) }
  } catch (error) {
    return { text, brokenAt: brokenAt(text, error) }
  }
}

export const printed = (root: Group) => JSON.stringify(toJson(root), null, 2)

interface JsonProps {
  root: Group
  onChange: (root: Group) => void
  /** What the text says, also while it is no definition. */
  onTyped: (typed: Typed) => void
  faults: Fault[]
}

export function JsonTab({ root, onChange, onTyped, faults }: JsonProps) {
  const say = useSay()
  const area = useRef<TextAreaRef>(null)
  const [typed, type] = useState(() => read(printed(root)))
  const mine = useRef(root)
  // An undo, or a change made elsewhere, is shown; what is typed here is left as it was typed.
  useEffect(() => {
    if (root === mine.current) return
    mine.current = root
    type(read(printed(root)))
  }, [root])
  const change = (text: string) => {
    const next = read(text)
    type(next)
    onTyped(next)
    if (!isCondition(next.value)) return
    mine.current = fromJson(next.value)
    onChange(mine.current)
  }
  const go = (offset: number) => {
    const text = area.current?.resizableTextArea?.textArea
    const end = typed.text.indexOf('\n', offset)
    text?.focus()
    text?.setSelectionRange(offset, end < 0 ? typed.text.length : end)
  }
  const wrongs =
    typed.brokenAt === undefined
      ? faults.map((fault) => ({
          at: startOf(typed.text, fault.place),
          text: `${fault.sentence} ${fault.mend}`,
        }))
      : [{ at: typed.brokenAt, text: say('build.notJson') }]
  return (
    <div className="json-text">
      <p className="quiet">{say('build.jsonNote')}</p>
      <Input.TextArea
        ref={area}
        spellCheck={false}
        aria-label={say('build.json')}
        value={typed.text}
        onChange={(event) => change(event.target.value)}
        autoSize={{ minRows: 16, maxRows: 32 }}
      />
      <ul className="json-faults" aria-live="polite">
        {wrongs.map(({ at, text }) => (
          <li key={`${at}${text}`}>
            <Status tone="bad">
              <Button type="link" onClick={() => go(at)}>
                {say('build.line', { line: lineAt(typed.text, at) })}
              </Button>
              {text}
            </Status>
          </li>
        ))}
      </ul>
    </div>
  )
}

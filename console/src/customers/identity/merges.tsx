/** What was merged into a person, and the way back. */

import { App, Button } from 'antd'
import { post } from '../../api/client'
import type { Merge } from '../../api/types'
import { useFormats } from '../../platform/format'
import { useSay } from '../../platform/language'
import { useChange } from '../../platform/toast'
import { useKinds } from './words'

function One({ merge }: { merge: Merge }) {
  const say = useSay()
  const format = useFormats()
  const kinds = useKinds()
  const { modal, message } = App.useApp()
  const gone = merge.gone.name || say('same.nobody')
  const undoing = useChange<void, Merge>({
    run: () => post<Merge>(`/merges/${merge.id}/undo`),
    stale: [['/customers'], ['/suggestions']],
    after: (undone) => message.info(say('who.undone', { count: undone.stayed ?? 0 })),
  })
  const ask = () =>
    modal.confirm({
      title: say('who.undoTitle'),
      content: say('who.undoText', { gone }),
      okText: say('who.undo'),
      onOk: () => undoing.mutateAsync(),
    })
  return (
    <li>
      <span className="who">
        <span>{gone}</span>
        <span className="quiet">
          {say('who.by', { by: kinds(merge.evidence) || merge.by_words, score: merge.score })}
        </span>
      </span>
      <span className="right">
        {merge.undone_at ? (
          <span className="quiet">
            {say('who.undoneAt', {
              at: format.instant(merge.undone_at),
              count: merge.stayed ?? 0,
            })}
          </span>
        ) : (
          <Button size="small" loading={undoing.isPending} onClick={ask}>
            {say('who.undo')}
          </Button>
        )}
        <span className="quiet figure nowrap">{format.instant(merge.at)}</span>
      </span>
    </li>
  )
}

export function Merges({ rows }: { rows: Merge[] }) {
  const say = useSay()
  if (rows.length === 0) return <p className="quiet">{say('who.noMerges')}</p>
  return (
    <ul className="rows">
      {rows.map((merge) => (
        <One key={merge.id} merge={merge} />
      ))}
    </ul>
  )
}

import { App, Button, Flex } from 'antd'
import { address } from '../../api/client'
import type { Import } from '../../api/types'
import { useFormats } from '../format'
import { useSay } from '../language'
import { Section } from '../page'
import { useStep } from './step'
import { Counts } from './trial'

function useUndo(found: Import) {
  const say = useSay()
  const format = useFormats()
  const { modal } = App.useApp()
  const step = useStep(found.id)
  return () =>
    modal.confirm({
      title: say('imports.undoTitle', { name: found.file_name }),
      content: say('imports.undoText', {
        count: format.number(found.taken),
        what: found.intake_title,
        merged: format.number(found.merged),
      }),
      okText: say('imports.undo'),
      okButtonProps: { danger: true },
      cancelText: say('do.cancel'),
      onOk: () => step.mutate('undo'),
    })
}

function Kept({ found }: { found: Import }) {
  const say = useSay()
  const format = useFormats()
  return (
    <>
      <p>
        {say('imports.undone', {
          back: format.number(found.given_back),
          kept: format.number(found.kept),
        })}
      </p>
      {found.kept_rows.length > 0 && (
        <>
          <strong>{say('imports.kept')}</strong>
          <ul className="plain">
            {found.kept_rows.map((one) => (
              <li key={one.row}>
                {say('imports.row', { row: one.row })}: {one.message}
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  )
}

/** What became of the rows; what was refused as a file; the way back. */
export function Result({ found }: { found: Import }) {
  const say = useSay()
  const undo = useUndo(found)
  return (
    <Section title={say('imports.result')}>
      <div className="stack-16">
        <Counts counts={found} />
        {(found.state === 'undone' || found.state === 'undoing') && <Kept found={found} />}
        <Flex gap={8} wrap>
          {found.refused > 0 && found.deleted_after && (
            <Button href={address(`/imports/${found.id}/refused`)} download>
              {say('imports.fetchRefused')}
            </Button>
          )}
          {found.can_undo && (
            <Button danger onClick={undo}>
              {say('imports.undo')}
            </Button>
          )}
        </Flex>
      </div>
    </Section>
  )
}

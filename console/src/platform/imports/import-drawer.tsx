import { useQuery } from '@tanstack/react-query'
import { Alert, Button, Progress } from 'antd'
import { get } from '../../api/client'
import type { Import } from '../../api/types'
import { Detail, Pairs } from '../detail'
import { useFormats } from '../format'
import { useLanguage, useSay } from '../language'
import { Loaded } from '../states'
import { Matching } from './matching'
import { Result } from './result'
import { ImportStatus, isBusy } from './states'
import { type Step, useStep } from './step'
import { TrialResult } from './trial'

function Steps({ found }: { found: Import }) {
  const say = useSay()
  const step = useStep(found.id)
  const button = (what: Step, words: string, primary = false) => (
    <Button
      type={primary ? 'primary' : 'default'}
      loading={step.isPending && step.variables === what}
      disabled={what !== 'cancel' && found.missing.length > 0}
      onClick={() => step.mutate(what)}
    >
      {words}
    </Button>
  )
  const begun = found.taken + found.merged + found.refused > 0
  switch (found.state) {
    case 'uploaded':
      return button('check', say('imports.check'), true)
    case 'checked':
      return button('run', say('imports.run'), true)
    case 'checking':
    case 'running':
      return button('cancel', say('imports.stop'))
    case 'cancelled':
    case 'failed':
      return button(begun ? 'run' : 'check', say(begun ? 'imports.goOn' : 'imports.check'), true)
    default:
      return null
  }
}

function Body({ found }: { found: Import }) {
  const say = useSay()
  const format = useFormats()
  const begun = found.taken + found.merged + found.refused > 0
  const editable = ['uploaded', 'checked', 'failed'].includes(found.state) && !begun
  return (
    <div className="stack-16">
      {found.problem && <Alert showIcon type="error" title={found.problem} />}
      <Pairs
        rows={[
          [say('imports.what'), found.intake_title],
          [say('imports.state'), <ImportStatus key="state" row={found} />],
          [say('imports.who'), found.actor_words],
          [say('imports.when'), format.instant(found.uploaded_at)],
        ]}
      />
      {found.progress !== null && <Progress percent={Math.floor(found.progress * 100)} />}
      {begun && <Result found={found} />}
      {found.trial && !begun && <TrialResult trial={found.trial} />}
      {editable && <Matching key={found.encoding + found.delimiter} found={found} />}
      <span className="quiet">
        {found.deleted_after
          ? say(found.can_undo ? 'imports.deleted' : 'imports.fileUntil', {
              at: format.instant(found.deleted_after),
            })
          : say('imports.gone')}
      </span>
    </div>
  )
}

export function ImportDrawer({ id, onClose }: { id: string; onClose: () => void }) {
  const { language } = useLanguage()
  const query = useQuery({
    queryKey: ['/imports', id, language],
    queryFn: () => get<Import>(`/imports/${id}`),
    refetchInterval: ({ state }) => (state.data && isBusy(state.data.state) ? 1_000 : false),
  })
  return (
    <Detail
      open
      size={880}
      onClose={onClose}
      title={query.data?.file_name ?? '…'}
      action={query.data && <Steps found={query.data} />}
    >
      <Loaded query={query}>{(found) => <Body found={found} />}</Loaded>
    </Detail>
  )
}

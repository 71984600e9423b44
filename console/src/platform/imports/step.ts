import { post } from '../../api/client'
import type { Import } from '../../api/types'
import { useSay } from '../language'
import { useChange } from '../toast'

export type Step = 'check' | 'run' | 'cancel' | 'undo'

/** Have the next step of an import done by a job. */
export function useStep(id: string) {
  const say = useSay()
  return useChange({
    run: (step: Step) => post<Import>(`/imports/${id}/${step}`),
    stale: [['/imports'], ['/jobs']],
    done: say('imports.asked'),
  })
}

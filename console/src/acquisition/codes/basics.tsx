import { Input, Switch } from 'antd'
import { useSay } from '../../platform/language'
import { NodePicker, StaffPicker } from '../../platform/pickers'
import { Row } from '../../platform/row'
import { SourcePicker } from '../sources/source-picker'
import type { Draft, SetDraft } from './draft'

export function Basics({ draft, set, tried }: { draft: Draft; set: SetDraft; tried: boolean }) {
  const say = useSay()
  return (
    <div className="fields">
      <Row label={say('edit.name')} note={say('edit.nameNote')}>
        <Input
          value={draft.name}
          maxLength={30}
          status={tried && !draft.name.trim() ? 'error' : ''}
          aria-label={say('edit.name')}
          onChange={(event) => set({ name: event.target.value })}
        />
      </Row>
      <Row label={say('edit.node')} note={say('edit.nodeNote')}>
        <NodePicker value={draft.node_id} onChange={(node_id) => set({ node_id })} />
      </Row>
      <Row label={say('edit.source')} note={say('edit.sourceNote')}>
        <SourcePicker value={draft.source_id} onChange={(source_id) => set({ source_id })} />
      </Row>
      <Row label={say('edit.allDay')} note={say('edit.allDayNote')}>
        <StaffPicker
          value={draft.all_day_staff_ids}
          onChange={(all_day_staff_ids) => set({ all_day_staff_ids })}
        />
      </Row>
      <Row label={say('edit.backup')} note={say('edit.backupNote')}>
        <StaffPicker
          value={draft.backup_staff_ids}
          onChange={(backup_staff_ids) => set({ backup_staff_ids })}
        />
      </Row>
      <Row label={say('edit.paused')} note={say('edit.pausedNote')}>
        <Switch
          checked={draft.paused}
          aria-label={say('edit.paused')}
          onChange={(paused) => set({ paused })}
        />
      </Row>
    </div>
  )
}

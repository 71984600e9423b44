/** What happens with a new friend of this code, and who is let in unasked. */

import { Button, Input, Segmented, Select, Space } from 'antd'
import type { LiveCodeForm } from '../../api/types'
import { useSay } from '../../platform/language'
import { TagPicker } from '../../platform/pickers'
import { Row } from '../../platform/row'
import { TimeSpan } from '../schedule/time-span'
import type { Draft, SetDraft } from './draft'

const PLACEHOLDERS = ['customer', 'code', 'date'] as const
const VERIFY: LiveCodeForm['skip_verify'][] = ['always', 'never', 'window']

export function After({ draft, set }: { draft: Draft; set: SetDraft }) {
  const say = useSay()
  const pattern = draft.remark_pattern ?? ''
  return (
    <div className="fields">
      <Row label={say('edit.tags')} note={say('edit.tagsNote')}>
        <TagPicker value={draft.tag_ids} onChange={(tag_ids) => set({ tag_ids })} />
      </Row>
      <Row label={say('edit.remark')} note={say('edit.remarkNote')}>
        <Input
          value={pattern}
          maxLength={60}
          aria-label={say('edit.remark')}
          onChange={(event) => set({ remark_pattern: event.target.value })}
        />
        <Space size={8} wrap className="chips">
          {PLACEHOLDERS.map((name) => (
            <Button
              key={name}
              size="small"
              onClick={() => set({ remark_pattern: `${pattern}{${name}}` })}
            >
              + {say(`remark.${name}`)}
            </Button>
          ))}
        </Space>
      </Row>
      <Row label={say('edit.verify')} note={say(`verify.${draft.skip_verify}.note`)}>
        <div className="stack-16">
          <Segmented
            value={draft.skip_verify}
            onChange={(skip_verify) =>
              set({
                skip_verify,
                skip_verify_from: draft.skip_verify_from ?? '09:00',
                skip_verify_to: draft.skip_verify_to ?? '21:00',
              })
            }
            options={VERIFY.map((way) => ({ value: way, label: say(`verify.${way}`) }))}
          />
          {draft.skip_verify === 'window' && (
            <TimeSpan
              start={draft.skip_verify_from ?? '09:00'}
              end={draft.skip_verify_to ?? '21:00'}
              onChange={(skip_verify_from, skip_verify_to) =>
                set({ skip_verify_from, skip_verify_to })
              }
            />
          )}
        </div>
      </Row>
      <Row label={say('edit.blocklist')} note={say('edit.blocklistNote')}>
        <Select
          mode="tags"
          open={false}
          suffixIcon={null}
          value={draft.nickname_blocklist}
          tokenSeparators={[',', '，', '、', '\n']}
          placeholder={say('edit.blocklistHint')}
          aria-label={say('edit.blocklist')}
          style={{ width: '100%' }}
          onChange={(nickname_blocklist: string[]) => set({ nickname_blocklist })}
        />
      </Row>
    </div>
  )
}

/** The rules of the RFM groups: tried from the top, the first that holds is the group. */

import { DeleteOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Button, Input, Slider } from 'antd'
import { useState } from 'react'
import { get, put } from '../../api/client'
import { Detail } from '../../platform/detail'
import { useSay } from '../../platform/language'
import { Order } from '../../platform/order'
import { Loaded } from '../../platform/states'
import { useChange } from '../../platform/toast'
import type { RfmGroup } from '../asking/wire'

const PATH = '/insight/rfm-groups'
const ENDS = ['recency', 'frequency', 'money'] as const
const MOST_GROUPS = 20

interface Kept {
  groups: RfmGroup[]
}

/** A key that none of the groups has yet. */
export function freeKey(groups: { key: string }[]): string {
  const taken = new Set(groups.map(({ key }) => key))
  let number = groups.length + 1
  while (taken.has(`group_${number}`)) number += 1
  return `group_${number}`
}

interface RuleProps {
  one: RfmGroup
  onChange: (one: RfmGroup) => void
}

function Rule({ one, onChange }: RuleProps) {
  const say = useSay()
  return (
    <div className="group-rule">
      <Input
        aria-label={say('rfm.titleZh')}
        prefix={<span className="quiet">中</span>}
        value={one.title_zh}
        onChange={(event) => onChange({ ...one, title_zh: event.target.value })}
      />
      <Input
        aria-label={say('rfm.titleEn')}
        prefix={<span className="quiet">EN</span>}
        value={one.title_en}
        onChange={(event) => onChange({ ...one, title_en: event.target.value })}
      />
      {ENDS.map((end) => (
        <div key={end} className="group-end">
          <span className="quiet">{say(`rfm.${end}`)}</span>
          <Slider
            range
            min={1}
            max={5}
            marks={{ 1: '1', 5: '5' }}
            value={one[end]}
            ariaLabelForHandle={[say(`rfm.${end}`), say(`rfm.${end}`)]}
            onChange={([low = 1, high = 5]) => onChange({ ...one, [end]: [low, high] })}
          />
        </div>
      ))}
    </div>
  )
}

function Form({ kept, onClose }: { kept: RfmGroup[]; onClose: () => void }) {
  const say = useSay()
  const [groups, change] = useState(kept)
  const saving = useChange({
    run: () => put<Kept>(PATH, { groups }),
    stale: [[PATH], ['/insight/answers'], ['/insight/boards']],
    after: onClose,
  })
  const move = (at: number, by: 1 | -1) => {
    const [one] = groups.slice(at, at + 1)
    if (one) change(groups.toSpliced(at, 1).toSpliced(at + by, 0, one))
  }
  const add = () =>
    change([
      ...groups,
      {
        key: freeKey(groups),
        title_en: '',
        title_zh: '',
        recency: [1, 5],
        frequency: [1, 5],
        money: [1, 5],
        playbook: '',
      },
    ])
  const named = groups.every((one) => one.title_en.trim() && one.title_zh.trim())
  return (
    <div className="fields">
      <p className="quiet">{say('rfm.tried')}</p>
      <ol className="rows">
        {groups.map((one, at) => (
          <li key={one.key}>
            <Rule one={one} onChange={(to) => change(groups.toSpliced(at, 1, to))} />
            <span className="group-acts">
              <Order
                first={at === 0}
                last={at === groups.length - 1}
                up={say('funnel.earlier')}
                down={say('funnel.later')}
                onMove={(by) => move(at, by)}
              />
              <Button
                type="text"
                icon={<DeleteOutlined />}
                aria-label={say('rfm.remove')}
                disabled={groups.length === 1}
                onClick={() => change(groups.toSpliced(at, 1))}
              />
            </span>
          </li>
        ))}
      </ol>
      <div className="filters">
        <Button disabled={groups.length >= MOST_GROUPS} onClick={add}>
          {say('rfm.add')}
        </Button>
        <Button
          type="primary"
          disabled={!named}
          loading={saving.isPending}
          onClick={() => saving.mutate()}
        >
          {say('do.save')}
        </Button>
      </div>
    </div>
  )
}

export function EditGroups({ onClose }: { onClose: () => void }) {
  const say = useSay()
  const query = useQuery({ queryKey: [PATH], queryFn: () => get<Kept>(PATH) })
  return (
    <Detail open onClose={onClose} title={say('rfm.edit')}>
      <Loaded query={query}>{({ groups }) => <Form kept={groups} onClose={onClose} />}</Loaded>
    </Detail>
  )
}

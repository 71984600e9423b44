/** The rules of the value classes: tried from the top, the first that holds is the class. */

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
import type { ValueClass } from '../asking/wire'

const PATH = '/insight/value-classes'
const ENDS = ['recency', 'frequency', 'money'] as const
const MOST_CLASSES = 20

interface Kept {
  classes: ValueClass[]
}

/** A key that none of the classes has yet. */
export function freeKey(classes: { key: string }[]): string {
  const taken = new Set(classes.map(({ key }) => key))
  let number = classes.length + 1
  while (taken.has(`class_${number}`)) number += 1
  return `class_${number}`
}

interface RuleProps {
  one: ValueClass
  onChange: (one: ValueClass) => void
}

function Rule({ one, onChange }: RuleProps) {
  const say = useSay()
  return (
    <div className="class-rule">
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
        <div key={end} className="class-end">
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

function Form({ kept, onClose }: { kept: ValueClass[]; onClose: () => void }) {
  const say = useSay()
  const [classes, change] = useState(kept)
  const saving = useChange({
    run: () => put<Kept>(PATH, { classes }),
    stale: [[PATH], ['/insight/answers'], ['/insight/boards']],
    after: onClose,
  })
  const move = (at: number, by: 1 | -1) => {
    const [one] = classes.slice(at, at + 1)
    if (one) change(classes.toSpliced(at, 1).toSpliced(at + by, 0, one))
  }
  const add = () =>
    change([
      ...classes,
      {
        key: freeKey(classes),
        title_en: '',
        title_zh: '',
        recency: [1, 5],
        frequency: [1, 5],
        money: [1, 5],
        playbook: '',
      },
    ])
  const named = classes.every((one) => one.title_en.trim() && one.title_zh.trim())
  return (
    <div className="fields">
      <p className="quiet">{say('rfm.tried')}</p>
      <ol className="rows">
        {classes.map((one, at) => (
          <li key={one.key}>
            <Rule one={one} onChange={(to) => change(classes.toSpliced(at, 1, to))} />
            <span className="class-acts">
              <Order
                first={at === 0}
                last={at === classes.length - 1}
                up={say('funnel.earlier')}
                down={say('funnel.later')}
                onMove={(by) => move(at, by)}
              />
              <Button
                type="text"
                icon={<DeleteOutlined />}
                aria-label={say('rfm.remove')}
                disabled={classes.length === 1}
                onClick={() => change(classes.toSpliced(at, 1))}
              />
            </span>
          </li>
        ))}
      </ol>
      <div className="filters">
        <Button disabled={classes.length >= MOST_CLASSES} onClick={add}>
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

export function EditClasses({ onClose }: { onClose: () => void }) {
  const say = useSay()
  const query = useQuery({ queryKey: [PATH], queryFn: () => get<Kept>(PATH) })
  return (
    <Detail open onClose={onClose} title={say('rfm.edit')}>
      <Loaded query={query}>{({ classes }) => <Form kept={classes} onClose={onClose} />}</Loaded>
    </Detail>
  )
}

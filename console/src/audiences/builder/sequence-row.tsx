/** Events one after the other. */

import { CloseOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useSay } from '../../platform/language'
import type { SequenceCondition, Step } from '../language'
import { usePut } from './editing'
import { Days } from './pick'
import { Happening } from './where'
import { WindowEditor } from './window'

const MOST_STEPS = 6

export function SequenceRow({ id, leaf }: { id: string; leaf: SequenceCondition }) {
  const say = useSay()
  const put = usePut(id, leaf)
  const { steps } = leaf
  const change = (at: number, ...next: Step[]) => put({ steps: steps.toSpliced(at, 1, ...next) })
  return (
    <>
      {steps.map((step, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a step is known by its place
        <div key={at} className="stack-8">
          <Happening
            step={step}
            onChange={(part, of) =>
              put({ steps: steps.with(at, { ...step, ...part }) }, of && `step${at}/${of}`)
            }
            lead={<span className="quiet">{say(at ? 'build.then' : 'build.first')}</span>}
          >
            {steps.length > 2 && (
              <Button
                type="text"
                icon={<CloseOutlined />}
                aria-label={say('build.removeStep')}
                onClick={() => change(at)}
              />
            )}
          </Happening>
        </div>
      ))}
      <div className="said">
        {steps.length < MOST_STEPS && (
          <Button
            type="text"
            className="add-filter"
            onClick={() => put({ steps: [...steps, { event: '', where: [] }] })}
          >
            {say('build.addStep')}
          </Button>
        )}
        <span>{say('build.allWithin')}</span>
        <Days
          label={say('build.withinDays')}
          placeholder={say('build.noLimit')}
          value={leaf.within_days}
          onChange={(within_days) => put({ within_days }, 'within')}
        />
      </div>
      <WindowEditor plain window={leaf.window} onChange={(window, of) => put({ window }, of)} />
    </>
  )
}

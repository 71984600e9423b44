/** The steps of a ladder in the order they are tried; each rule opens in the builder. */

import { useQuery } from '@tanstack/react-query'
import { Button, Flex } from 'antd'
import { useState } from 'react'
import { get, put } from '../../api/client'
import { Detail } from '../../platform/detail'
import { useFormats } from '../../platform/format'
import { useLanguage, useSay } from '../../platform/language'
import { Order } from '../../platform/order'
import { Section } from '../../platform/page'
import { useMay } from '../../platform/session/session'
import { Loaded, Note } from '../../platform/states'
import { useChange } from '../../platform/toast'
import type { LadderName, LadderStep, Ladder as Whole } from '../api'
import { Definition } from '../builder/definition'
import { useDefinition } from '../builder/editing'
import { whole } from '../builder/kinds'
import { leaves, toJson } from '../builder/tree'
import type { Condition } from '../language'
import { usePeople } from '../preview/people-drawer'
import { useCatalogue } from '../questions'

const STAGES = '/stages'

export function useLadder(ladder: LadderName) {
  const { language } = useLanguage()
  return useQuery({
    queryKey: [STAGES, 'rules', language],
    queryFn: () => get<{ items: Whole[] }>(STAGES).then((found) => found.items),
    select: (ladders) => ladders.find((one) => one.ladder === ladder)?.steps ?? [],
    refetchInterval: 8_000,
  })
}

function useSaving(ladder: LadderName, after?: () => void) {
  const say = useSay()
  return useChange({
    run: (steps: LadderStep[]) =>
      put(STAGES, { ladder, steps: steps.map(({ key, definition }) => ({ key, definition })) }),
    stale: [[STAGES]],
    done: say('stages.saved'),
    after,
  })
}

interface RuleProps {
  ladder: LadderName
  steps: LadderStep[]
  step: LadderStep
  onClose: () => void
}

function Rule({ ladder, steps, step, onClose }: RuleProps) {
  const say = useSay()
  const catalogue = useCatalogue()
  const defined = useDefinition(step.definition)
  const saving = useSaving(ladder, onClose)
  const found = leaves(defined.root)
  const [right, tell] = useState(false)
  const ready = right && found.every((one) => whole(one.leaf))
  const save = (definition: Condition) =>
    saving.mutate(steps.map((one) => (one.key === step.key ? { ...one, definition } : one)))
  return (
    <Detail
      open
      onClose={onClose}
      size={1120}
      title={say('stages.rule', { name: step.title })}
      action={
        <Button
          type="primary"
          disabled={!ready}
          loading={saving.isPending}
          onClick={() => save(toJson(defined.root))}
        >
          {say('do.save')}
        </Button>
      }
    >
      <Loaded query={catalogue} rows={10}>
        {(known) => <Definition defined={defined} catalogue={known} onRight={tell} />}
      </Loaded>
    </Detail>
  )
}

interface StepProps {
  ladder: LadderName
  step: LadderStep
  place: number
  last: boolean
  onEdit: () => void
  onMove: (by: 1 | -1) => void
}

function Step({ ladder, step, place, last, onEdit, onMove }: StepProps) {
  const say = useSay()
  const format = useFormats()
  const people = usePeople()
  const writes = useMay()('stages.write')
  const { key, title, words_text } = step
  return (
    <li>
      <span className="place figure" aria-hidden="true">
        {place + 1}
      </span>
      <span className="who">
        <strong>{title}</strong>
        <span className="quiet">{words_text}</span>
      </span>
      <Flex align="center" gap={8}>
        <Button
          type="link"
          className="figure"
          onClick={() =>
            people({
              title,
              definition: { kind: 'field', field: ladder, op: 'any_of', value: [key] },
            })
          }
        >
          {step.people !== null &&
            say('stages.people', { count: step.people }).replace(
              String(step.people),
              format.number(step.people),
            )}
        </Button>
        {writes && (
          <>
            <Order
              first={place === 0}
              last={last}
              up={say('stages.up', { name: title })}
              down={say('stages.down', { name: title })}
              onMove={onMove}
            />
            <Button onClick={onEdit} aria-label={`${say('stages.editRule')}: ${title}`}>
              {say('do.edit')}
            </Button>
          </>
        )}
      </Flex>
    </li>
  )
}

export function Ladder({ ladder }: { ladder: LadderName }) {
  const say = useSay()
  const query = useLadder(ladder)
  const saving = useSaving(ladder)
  const [editing, edit] = useState<LadderStep>()
  const moved = (steps: LadderStep[], at: number, by: 1 | -1) => {
    const [one] = steps.slice(at, at + 1)
    if (one) saving.mutate(steps.toSpliced(at, 1).toSpliced(at + by, 0, one))
  }
  return (
    <Section note={say('stages.order')} title={say(`stages.${ladder}`)}>
      <Loaded query={query} rows={6}>
        {(steps) => (
          <>
            {steps.length === 0 && (
              <Note shape="empty" title={say('stages.empty')} text={say('stages.emptyText')} />
            )}
            <ol className="rows ladder">
              {steps.map((step, place) => (
                <Step
                  key={step.key}
                  ladder={ladder}
                  step={step}
                  place={place}
                  last={place === steps.length - 1}
                  onEdit={() => edit(step)}
                  onMove={(by) => moved(steps, place, by)}
                />
              ))}
            </ol>
            {editing && (
              <Rule ladder={ladder} steps={steps} step={editing} onClose={() => edit(undefined)} />
            )}
          </>
        )}
      </Loaded>
    </Section>
  )
}

/** Adding a condition: one search over fields, events, segments and the rest. */

import { PlusOutlined } from '@ant-design/icons'
import { Button, Select } from 'antd'
import { useState } from 'react'
import { useSay } from '../../platform/language'
import type { Catalogue } from '../language'
import { useEditing } from './editing'
import { newLeaf } from './new-leaf'
import { type Group, group, insert, single } from './tree'

const GROUPS = ['customers', 'audiences', 'acquisition', 'commerce', 'insight'] as const

/** A part of the product as people know it; one without words of its own goes under fields. */
function groupWords(say: ReturnType<typeof useSay>, name: string): string {
  const known = GROUPS.find((one) => one === name)
  return known ? say(`group.${known}`) : say('build.fields')
}

function offered(catalogue: Catalogue, say: ReturnType<typeof useSay>) {
  const titles = [...new Set(catalogue.fields.map((one) => one.group ?? ''))]
  const fields = titles.map((title) => ({
    label: groupWords(say, title),
    options: catalogue.fields
      .filter((one) => (one.group ?? '') === title)
      .map((one) => ({ value: `field:${one.name}`, label: one.title })),
  }))
  const events = catalogue.events.map((one) => ({
    value: `event:${one.name}`,
    label: one.title,
  }))
  const segments = catalogue.segments.map((one) => ({
    value: `segment:${one.id}`,
    label: one.name,
  }))
  const rest = (['sequence', 'top', 'sample'] as const).map((kind) => ({
    value: kind,
    label: say(`build.${kind}`),
  }))
  return [
    { label: say('build.events'), options: events },
    ...fields,
    { label: say('build.segments'), options: segments },
    { label: say('build.more'), options: rest },
  ].filter(({ options }) => options.length > 0)
}

/** What is called just so before what begins so, and that before the rest. */
export function closest<O extends { label: string }, G extends { options: O[] }>(
  groups: G[],
  typed: string,
): G[] {
  const sought = typed.trim().toLowerCase()
  const far = ({ label }: O) => {
    const name = label.toLowerCase()
    if (name === sought) return 0
    return name.startsWith(sought) ? 1 : 2
  }
  const farthest = ({ options }: G) => Math.min(...options.map(far))
  return groups
    .map((one) => ({ ...one, options: one.options.toSorted((a, b) => far(a) - far(b)) }))
    .toSorted((a, b) => farthest(a) - farthest(b))
}

export function Adding({ into }: { into: Group }) {
  const say = useSay()
  const { root, catalogue, edit, focus } = useEditing()
  const [typed, type] = useState('')
  const add = (chosen: string) => {
    const made = single(newLeaf(catalogue, chosen))
    focus(made.id, 'value')
    edit(insert(root, into.id, made))
  }
  const addGroup = () => {
    const made = group(into.join === 'all' ? 'any' : 'all')
    edit(insert(root, into.id, made))
  }
  return (
    <div className="adding">
      <Select
        value={null}
        showSearch
        optionFilterProp="label"
        onSearch={type}
        popupMatchSelectWidth={320}
        listHeight={360}
        onSelect={(chosen: string | null) => chosen && add(chosen)}
        placeholder={say('build.add')}
        aria-label={say('build.add')}
        prefix={<PlusOutlined />}
        options={closest(offered(catalogue, say), typed)}
        style={{ width: 264 }}
      />
      <Button type="text" onClick={addGroup}>
        {say('build.addGroup')}
      </Button>
    </div>
  )
}

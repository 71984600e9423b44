/** Choosing staff, a place in the tree, tags. */

import { Select, TreeSelect } from 'antd'
import type { OrgNode } from '../api/types'
import { useSay } from './language'
import { useNodes, useStaff, useTagGroups } from './lookups'

interface Many {
  value?: string[]
  onChange?: (ids: string[]) => void
  placeholder?: string
  id?: string
  disabled?: boolean
  max?: number
}

const byWords = { optionFilterProp: 'label', showSearch: true } as const

export function StaffPicker({ value, onChange, placeholder, max = 100, ...rest }: Many) {
  const say = useSay()
  const staff = useStaff()
  return (
    <Select
      {...rest}
      {...byWords}
      mode="multiple"
      value={value}
      onChange={onChange}
      maxCount={max}
      loading={staff.isPending}
      placeholder={placeholder ?? say('pick.staff')}
      style={{ width: '100%' }}
      options={(staff.data ?? []).map((one) => ({
        value: one.id,
        label: one.node ? `${one.name} · ${one.node.name}` : one.name,
        disabled: one.status !== 'active' && !value?.includes(one.id),
      }))}
    />
  )
}

export function TagPicker({ value, onChange, placeholder, ...rest }: Many) {
  const say = useSay()
  const groups = useTagGroups()
  return (
    <Select
      {...rest}
      {...byWords}
      mode="multiple"
      value={value}
      onChange={onChange}
      loading={groups.isPending}
      placeholder={placeholder ?? say('pick.tags')}
      style={{ width: '100%' }}
      options={(groups.data ?? []).map((group) => ({
        label: group.name,
        title: group.name,
        options: group.tags.map((tag) => ({ value: tag.id, label: tag.name })),
      }))}
    />
  )
}

export interface Branch {
  value: string
  title: string
  node: OrgNode
  children: Branch[]
}

/** The flat list of nodes as a tree; a node whose parent is out of reach becomes a root. */
export function tree(nodes: OrgNode[]): Branch[] {
  const branches = new Map(
    nodes.map((node) => [
      node.id,
      { value: node.id, title: node.name, node, children: [] as Branch[] },
    ]),
  )
  const roots: Branch[] = []
  for (const branch of branches.values()) {
    const parent = branch.node.parent_id ? branches.get(branch.node.parent_id) : undefined
    ;(parent ? parent.children : roots).push(branch)
  }
  return roots
}

interface NodePickerProps {
  value?: string | null
  onChange?: (id: string | null) => void
  placeholder?: string
  id?: string
}

export function NodePicker({ value, onChange, placeholder, ...rest }: NodePickerProps) {
  const say = useSay()
  const nodes = useNodes()
  return (
    <TreeSelect
      {...rest}
      allowClear
      showSearch
      treeDefaultExpandAll
      treeNodeFilterProp="title"
      value={value ?? undefined}
      onChange={(id?: string) => onChange?.(id ?? null)}
      loading={nodes.isPending}
      placeholder={placeholder ?? say('pick.node')}
      style={{ width: '100%' }}
      treeData={tree(nodes.data ?? [])}
    />
  )
}

export function NodesPicker({ value, onChange, placeholder, ...rest }: Many) {
  const say = useSay()
  const nodes = useNodes()
  return (
    <TreeSelect
      {...rest}
      multiple
      allowClear
      showSearch
      treeDefaultExpandAll
      treeNodeFilterProp="title"
      value={value}
      onChange={(ids: string[]) => onChange?.(ids)}
      loading={nodes.isPending}
      placeholder={placeholder ?? say('pick.nodes')}
      style={{ width: '100%' }}
      treeData={tree(nodes.data ?? [])}
    />
  )
}

/** Choosing a source from the tree. */

import { useQuery } from '@tanstack/react-query'
import { TreeSelect } from 'antd'
import { get } from '../../api/client'
import type { Source, SourceTree } from '../../api/types'
import { useSay } from '../../platform/language'
import { type Branch, branches } from './branches'

export const useSources = () =>
  useQuery({ queryKey: ['/sources', 'all'], queryFn: () => get<SourceTree>('/sources') })

interface SourcePickerProps {
  value?: string | null
  onChange?: (id: string | null) => void
  /** A source that cannot be chosen, with all below it. */
  without?: string
  placeholder?: string
  id?: string
}

interface Choice {
  value: string
  title: string
  disabled: boolean
  children?: Choice[]
}

export function SourcePicker({
  value,
  onChange,
  without,
  placeholder,
  ...rest
}: SourcePickerProps) {
  const say = useSay()
  const sources = useSources()
  const choice = (one: Branch<Source>): Choice => ({
    value: one.id,
    title: one.name,
    disabled: one.closed && one.id !== value,
    children: one.children?.filter(({ id }) => id !== without).map(choice),
  })
  return (
    <TreeSelect
      {...rest}
      allowClear
      showSearch
      treeDefaultExpandAll
      treeNodeFilterProp="title"
      value={value ?? undefined}
      onChange={(id?: string) => onChange?.(id ?? null)}
      loading={sources.isPending}
      placeholder={placeholder ?? say('sources.pick')}
      style={{ width: '100%' }}
      treeData={branches(sources.data?.items ?? [])
        .filter(({ id }) => id !== without)
        .map(choice)}
    />
  )
}

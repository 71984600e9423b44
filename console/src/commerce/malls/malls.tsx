import type { TableColumnsType } from 'antd'
import type { Mall } from '../../api/types'
import { useFormats } from '../../platform/format'
import { useSay } from '../../platform/language'
import { FIGURE, ListTable, type useList } from '../../platform/list'
import { Note } from '../../platform/states'
import { MallAddress } from './mall-address'

function useColumns(): TableColumnsType<Mall> {
  const say = useSay()
  const format = useFormats()
  return [
    {
      title: say('malls.mall'),
      render: (_, one) => (
        <>
          {say(`malls.${one.vendor}`)}
          <br />
          <MallAddress mall={one} quiet />
        </>
      ),
    },
    { title: say('malls.orders'), ...FIGURE, render: (_, one) => format.number(one.orders) },
    { title: say('malls.refunds'), ...FIGURE, render: (_, one) => format.number(one.refunds) },
    {
      title: say('malls.received'),
      align: 'right',
      className: 'figure nowrap',
      render: (_, one) => (one.received_at ? format.instant(one.received_at) : say('malls.never')),
    },
  ]
}

interface MallsProps {
  list: ReturnType<typeof useList<Mall>>
  current?: string
  onOpen: (mall: Mall) => void
  action: React.ReactNode
}

export function Malls({ list, current, onOpen, action }: MallsProps) {
  const say = useSay()
  return (
    <ListTable
      label={say('malls.title')}
      list={list}
      columns={useColumns()}
      current={current}
      onOpen={onOpen}
      empty={
        <Note
          shape="empty"
          title={say('malls.empty')}
          text={say('malls.emptyText')}
          action={action}
        />
      }
    />
  )
}

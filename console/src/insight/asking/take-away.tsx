/** An answer as a file. */

import { useMutation } from '@tanstack/react-query'
import { App, Button, Dropdown } from 'antd'
import { fetched } from '../../api/client'
import { useSay } from '../../platform/language'
import { useMay } from '../../platform/session/session'
import type { AnyQuestion } from './wire'

const FORMATS = { csv: 'CSV', xlsx: 'Excel (.xlsx)', sav: 'SPSS (.sav)' }

function keep(content: Blob, name: string) {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(content)
  link.download = name
  link.click()
  URL.revokeObjectURL(link.href)
}

export function TakeAway({ question }: { question: AnyQuestion }) {
  const say = useSay()
  const { message } = App.useApp()
  const may = useMay()('exports.write')
  const taking = useMutation({
    mutationFn: async (format: string) => {
      const content = await fetched('/insight/files', { question, format })
      keep(content, `${question.kind}-${question.span.first}-${question.span.last}.${format}`)
    },
    onError: (error) => message.error(error.message),
  })
  if (!may) return null
  return (
    <Dropdown
      menu={{
        items: Object.entries(FORMATS).map(([key, label]) => ({ key, label })),
        onClick: ({ key }) => taking.mutate(key),
      }}
    >
      <Button loading={taking.isPending}>{say('ask.takeAway')}</Button>
    </Dropdown>
  )
}

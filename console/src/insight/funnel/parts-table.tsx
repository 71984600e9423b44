/** The parts of a funnel beside each other; each figure leads to its people. */

import { Button, Table } from 'antd'
import { useFormats } from '../../platform/format'
import { useSay } from '../../platform/language'
import { FIGURE } from '../../platform/list'
import { Section } from '../../platform/page'
import { useOpenPeople } from '../asking/people'
import type { FunnelPart } from '../asking/wire'

interface PartsTableProps {
  parts: FunnelPart[]
  said: string[]
  name: (part: FunnelPart) => string
}

export function PartsTable({ parts, said, name }: PartsTableProps) {
  const say = useSay()
  const format = useFormats()
  const open = useOpenPeople()
  return (
    <Section title={say('figure.parts')} flush>
      <Table<FunnelPart>
        aria-label={say('figure.parts')}
        rowKey={({ part }) => part ?? '\u0000'}
        size="middle"
        dataSource={parts}
        pagination={false}
        scroll={{ x: 640 }}
        columns={[
          { title: say('figure.part'), fixed: 'left', render: (_, part) => name(part) },
          ...said.map((step, at) => ({
            ...FIGURE,
            title: step,
            render: (_: unknown, part: FunnelPart) => {
              const found = part.steps[at]
              if (!found) return '—'
              const words = `${format.number(found.people)} · ${format.percent(found.rate ?? 0)}`
              if (!open || found.people === 0) return words
              return (
                <Button
                  type="link"
                  className="count-button"
                  onClick={() => open(`${step} · ${name(part)}`, { step: at + 1, part: part.part })}
                >
                  {words}
                </Button>
              )
            },
          })),
        ]}
      />
    </Section>
  )
}

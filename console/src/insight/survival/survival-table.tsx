/** The parts of a survival answer: how many ended, the median, the share after some days. */

import { Table } from 'antd'
import { useFormats } from '../../platform/format'
import { useSay } from '../../platform/language'
import { FIGURE } from '../../platform/list'
import { Section } from '../../platform/page'
import type { SurvivalPart } from '../asking/wire'
import { Count, Way } from '../worth/lines'

interface TableProps {
  parts: SurvivalPart[]
  name: (part: string | null) => string
}

export function SurvivalTable({ parts, name }: TableProps) {
  const say = useSay()
  const format = useFormats()
  const marks = parts[0]?.marks ?? []
  return (
    <Section title={say('survival.parts')} note={say('survival.partsNote')} flush>
      <Table<SurvivalPart>
        aria-label={say('survival.parts')}
        rowKey={({ part }) => part ?? '\u0000'}
        size="middle"
        dataSource={parts}
        pagination={false}
        scroll={{ x: 800 }}
        columns={[
          { title: say('figure.part'), fixed: 'left', render: (_, one) => name(one.part) },
          {
            ...FIGURE,
            title: say('survival.relations'),
            render: (_, one) => (
              <Count
                count={one.relations}
                title={name(one.part)}
                cell={{ part: one.part ?? undefined, period: 0 }}
              />
            ),
          },
          {
            ...FIGURE,
            title: say('survival.ended'),
            render: (_, one) => (
              <Count
                count={one.ended}
                title={`${name(one.part)} · ${say('survival.ended')}`}
                cell={{ part: one.part ?? undefined, lost: true }}
              />
            ),
          },
          {
            ...FIGURE,
            title: say('survival.median'),
            render: (_, one) =>
              one.median_days === null ? '—' : say('survival.daysOf', { days: one.median_days }),
          },
          ...marks.map(({ days }, at) => ({
            ...FIGURE,
            title: say('survival.daysOf', { days }),
            render: (_: unknown, one: SurvivalPart) => {
              const rate = one.marks[at]?.rate ?? null
              if (rate === null) return '—'
              return (
                <Way
                  title={`${name(one.part)} · ${say('survival.stood', { days })}`}
                  cell={{ part: one.part ?? undefined, period: days }}
                >
                  {format.percent(rate)}
                </Way>
              )
            },
          })),
        ]}
      />
    </Section>
  )
}

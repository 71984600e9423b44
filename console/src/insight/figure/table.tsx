/** A figure and its parts: total, what it was, how it changed; each total leads to its people. */

import { Button, Table, type TableColumnsType } from 'antd'
import { useFormats } from '../../platform/format'
import { useSay } from '../../platform/language'
import { FIGURE } from '../../platform/list'
import { Section } from '../../platform/page'
import { useOpenPeople } from '../asking/people'
import { useFigures, useNames } from '../asking/said'
import type { FigurePart } from '../asking/wire'
import { type AnsweredFigure, capital, useFinding } from './finding'
import { useLeads, useParts } from './parts'

export function FigureTable(answered: AnsweredFigure) {
  const { question, out } = answered
  const { unit, metric, parts, parts_left_off: leftOff } = out.answer
  const say = useSay()
  const format = useFormats()
  const figures = useFigures()
  const names = useNames()
  const open = useOpenPeople()
  const leads = useLeads(metric)
  const { titled, compared } = useFinding()
  const { words } = useParts(out)
  const than = compared(answered)
  const before = than === null ? '' : capital(than)
  const columns: TableColumnsType<FigurePart> = [
    {
      title: question.by ? names.by(question.by) : say('figure.who'),
      render: (_, part) => words(part),
    },
    {
      ...FIGURE,
      title: titled(metric),
      render: (_, part) =>
        leads && open && part.total ? (
          <Button
            type="link"
            className="count-button"
            onClick={() =>
              open(say('figure.of', { metric: titled(metric), part: words(part) }), {
                part: part.part,
              })
            }
          >
            {figures(unit, part.total)}
          </Button>
        ) : (
          figures(unit, part.total)
        ),
    },
    ...(than
      ? [
          {
            ...FIGURE,
            title: before,
            render: (_: unknown, part: FigurePart) => figures(unit, part.against_total),
          },
          {
            ...FIGURE,
            title: say('figure.change'),
            render: (_: unknown, { change_rate: rate }: FigurePart) =>
              rate === null ? '—' : `${rate > 0 ? '+' : ''}${format.percent(rate)}`,
          },
        ]
      : []),
  ]
  return (
    <Section title={say('figure.parts')} flush>
      <Table<FigurePart>
        aria-label={say('figure.parts')}
        rowKey={({ part }) => part ?? '\u0000'}
        size="middle"
        columns={columns}
        dataSource={parts}
        pagination={false}
        scroll={{ x: 640 }}
      />
      {leftOff > 0 && (
        <p className="quiet table-note">
          {say('figure.leftOff', { count: format.number(leftOff) })}
        </p>
      )}
    </Section>
  )
}

/** What is expected of each month of first purchases and of each part; each leads to its people. */

import { Button, Table } from 'antd'
import type { ReactNode } from 'react'
import { useFormats } from '../../platform/format'
import { useSay } from '../../platform/language'
import { FIGURE } from '../../platform/list'
import { Section } from '../../platform/page'
import { useOpenPeople } from '../asking/people'
import type { Cell, WorthBand, WorthPart } from '../asking/wire'
import { Bounded } from './numbers'

interface WayProps {
  title: string
  cell: Cell
  /** How many there are; of nobody there is no way. */
  count?: number
  children: ReactNode
}

/** A figure that leads to the people behind it. */
export function Way({ title, cell, count, children }: WayProps) {
  const open = useOpenPeople()
  if (!open || count === 0) return children
  return (
    <Button type="link" className="count-button" onClick={() => open(title, cell)}>
      {children}
    </Button>
  )
}

/** A number of people that leads to them. */
export function Count(props: Omit<WayProps, 'children'> & { count: number }) {
  const format = useFormats()
  return <Way {...props}>{format.number(props.count)}</Way>
}

interface LinesProps {
  title: string
  lines: WorthPart[]
  name: (line: WorthPart) => string
}

export function WorthLines({ title, lines, name }: LinesProps) {
  const say = useSay()
  if (lines.length === 0) return null
  const column = (head: string, render: (line: WorthPart) => ReactNode) => ({
    ...FIGURE,
    title: head,
    render: (_: unknown, line: WorthPart) => render(line),
  })
  return (
    <Section title={title} note={say('worth.boundsNote')} flush>
      <Table<WorthPart>
        aria-label={title}
        rowKey={(line) => `${line.part}${line.at}`}
        size="middle"
        dataSource={lines}
        pagination={false}
        scroll={{ x: 960 }}
        columns={[
          { title: say('figure.part'), fixed: 'left', render: (_, line) => name(line) },
          column(say('ask.unit.people'), (line) => (
            <Count
              count={line.people}
              title={name(line)}
              cell={{ at: line.at ?? undefined, part: line.part ?? undefined }}
            />
          )),
          column(say('worth.alive'), (line) => <Bounded one={line.alive} as="count" />),
          column(say('worth.purchases'), (line) => <Bounded one={line.purchases} as="count" />),
          column(say('worth.value'), (line) => <Bounded one={line.value} as="money" />),
          column(say('worth.each'), (line) => <Bounded one={line.value_each} as="money" />),
        ]}
      />
    </Section>
  )
}

export function Bands({ bands, of }: { bands: WorthBand[]; of: 'alive' | 'value' }) {
  const say = useSay()
  const format = useFormats()
  const mine = bands.filter(({ key }) => key === of)
  if (mine.length === 0) return null
  const shown = of === 'alive' ? format.percent : format.money
  const name = (one: WorthBand) => `${shown(one.low)} – ${shown(one.high)}`
  return (
    <Section title={say(`worth.bands.${of}`)} flush>
      <Table<WorthBand>
        aria-label={say(`worth.bands.${of}`)}
        rowKey="step"
        size="middle"
        dataSource={mine}
        pagination={false}
        columns={[
          { title: say(`worth.band.${of}`), render: (_, one) => name(one) },
          {
            ...FIGURE,
            title: say('ask.unit.people'),
            render: (_, one) => (
              <Count count={one.people} title={name(one)} cell={{ key: of, step: one.step }} />
            ),
          },
          {
            ...FIGURE,
            title: say('worth.value'),
            render: (_, one) => (one.value === null ? '—' : format.money(one.value)),
          },
        ]}
      />
    </Section>
  )
}

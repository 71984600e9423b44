/** Who went from which step to which between two days, as a flow; each band leads to its people. */

import { useQuery } from '@tanstack/react-query'
import { DatePicker } from 'antd'
import dayjs from 'dayjs'
import { get } from '../../api/client'
import { Chart } from '../../platform/chart'
import { useNow } from '../../platform/clock'
import { useFormats } from '../../platform/format'
import { useSay } from '../../platform/language'
import { Section } from '../../platform/page'
import { Loaded } from '../../platform/states'
import { useFilter } from '../../platform/url'
import type { Flow, LadderName } from '../api'
import type { Condition } from '../language'
import { usePeople } from '../preview/people-drawer'

const DAYS = 30
const MOST = 24
const EVENTS: Record<LadderName, string> = { stage: 'StageMoved', value_class: 'ValueClassMoved' }

export interface Span {
  from: string
  until: string
}

/** Those whose first move in a time began at one step and whose last ended at the other. */
export function movers(ladder: LadderName, { before, after }: Flow, span: Span): Condition {
  const moved = (measure: 'first' | 'last', property: string, key: string): Condition => ({
    kind: 'event',
    event: EVENTS[ladder],
    where: [],
    measure,
    property,
    op: 'any_of',
    value: [key],
    window: { kind: 'between', ...span },
  })
  return { kind: 'all', of: [moved('first', 'before', before), moved('last', 'after', after)] }
}

interface Hovered {
  name: string
  value: number
  data: { source?: string; target?: string }
}

interface FlowsProps {
  ladder: LadderName
  flows: Flow[]
  span: Span
}

function Flows({ ladder, flows, span }: FlowsProps) {
  const say = useSay()
  const format = useFormats()
  const people = usePeople()
  const [most] = flows
  if (!most) return <p className="quiet">{say('stages.noMoves')}</p>
  const told = (one: Flow) => say('stages.flow', { from: one.before_title, to: one.after_title })
  const open = (flow: Flow) => people({ title: told(flow), definition: movers(ladder, flow, span) })
  // One step may stand on both sides, so each node is a step and its side.
  const nodes = new Map(
    flows.flatMap((one) => [
      [`< ${one.before}`, one.before_title],
      [`> ${one.after}`, one.after_title],
    ]),
  )
  const flowOf = ({ source, target }: { source?: string; target?: string }) =>
    flows.find((one) => `< ${one.before}` === source && `> ${one.after}` === target)
  return (
    <Chart
      title={say('stages.movesTitle', {
        from: most.before_title,
        to: most.after_title,
        count: most.people,
      }).replace(String(most.people), format.number(most.people))}
      unit={say('stages.unit')}
      height={320}
      onPick={({ data }) => {
        const flow = flowOf(data as { source?: string; target?: string })
        if (flow) open(flow)
      }}
      option={{
        tooltip: {
          trigger: 'item',
          formatter: ({ name, value, data }: Hovered) => {
            const flow = flowOf(data)
            return `${flow ? told(flow) : nodes.get(name)}: ${format.number(value)}`
          },
        },
        series: [
          {
            type: 'sankey',
            left: 8,
            right: 120,
            nodeGap: 16,
            emphasis: { focus: 'adjacency' },
            label: { fontSize: 14, formatter: ({ name }: Hovered) => nodes.get(name) },
            lineStyle: { color: 'source', opacity: 0.4 },
            data: [...nodes.keys()].map((name) => ({ name, depth: name.startsWith('<') ? 0 : 1 })),
            links: flows.map((one) => ({
              source: `< ${one.before}`,
              target: `> ${one.after}`,
              value: one.people,
            })),
          },
        ],
      }}
      figures={{
        head: [say('stages.from'), say('stages.to'), say('segments.count')],
        rows: flows.map((one) => ({
          cells: [one.before_title, one.after_title, format.number(one.people)],
          onPick: () => open(one),
        })),
      }}
    />
  )
}

export function Moves({ ladder }: { ladder: LadderName }) {
  const say = useSay()
  const today = useFormats().localDay(useNow(60_000))
  const [from, setFrom] = useFilter('from')
  const [until, setUntil] = useFilter('until')
  const span: Span = {
    from: from || dayjs(today).subtract(DAYS, 'day').format('YYYY-MM-DD'),
    until: until || today,
  }
  const query = useQuery({
    queryKey: ['/stages', ladder, 'moves', span],
    queryFn: () =>
      get<{ items: Flow[] }>('/stages/moves', { ladder, ...span }).then((found) => found.items),
  })
  return (
    <Section
      title={say('stages.moves')}
      action={
        <DatePicker.RangePicker
          aria-label={say('stages.span')}
          allowClear={false}
          value={[dayjs(span.from), dayjs(span.until)]}
          onChange={(days) => {
            setFrom(days?.[0]?.format('YYYY-MM-DD'))
            setUntil(days?.[1]?.format('YYYY-MM-DD'))
          }}
        />
      }
    >
      <Loaded query={query} rows={6}>
        {(flows) => <Flows ladder={ladder} flows={flows.slice(0, MOST)} span={span} />}
      </Loaded>
    </Section>
  )
}

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
import type { Condition, Flow, LadderName } from '../api'
import { usePeople } from '../preview/people-drawer'
import { useLadder } from './ladder'

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

interface FlowsProps {
  ladder: LadderName
  flows: Flow[]
  span: Span
}

function Flows({ ladder, flows, span }: FlowsProps) {
  const say = useSay()
  const format = useFormats()
  const people = usePeople()
  const steps = useLadder(ladder).data ?? []
  const title = (key: string) => steps.find((one) => one.key === key)?.title ?? say('stages.noStep')
  const [most] = flows
  if (!most) return <p className="quiet">{say('stages.noMoves')}</p>
  const told = ({ before, after }: Flow) =>
    say('stages.flow', { from: title(before), to: title(after) })
  const open = (flow: Flow) => people({ title: told(flow), definition: movers(ladder, flow, span) })
  const nodes = [...new Set(flows.flatMap((one) => [`< ${one.before}`, `> ${one.after}`]))]
  return (
    <Chart
      title={say('stages.movesTitle', {
        from: title(most.before),
        to: title(most.after),
        count: most.people,
      })}
      unit={say('stages.unit')}
      height={320}
      onPick={({ data }) => {
        const { source, target } = data as { source?: string; target?: string }
        const flow = flows.find(
          (one) => `< ${one.before}` === source && `> ${one.after}` === target,
        )
        if (flow) open(flow)
      }}
      option={{
        tooltip: { trigger: 'item' },
        series: [
          {
            type: 'sankey',
            left: 8,
            right: 120,
            nodeGap: 16,
            emphasis: { focus: 'adjacency' },
            label: { fontSize: 14, color: 'inherit' },
            lineStyle: { color: 'source', opacity: 0.4 },
            data: nodes.map((name) => ({ name, depth: name.startsWith('<') ? 0 : 1 })),
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
          cells: [title(one.before), title(one.after), format.number(one.people)],
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

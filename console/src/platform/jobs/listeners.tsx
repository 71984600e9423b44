/** Who reads the event log, and how far behind each is. */

import { useQuery } from '@tanstack/react-query'
import { Table } from 'antd'
import { get } from '../../api/client'
import type { Listener } from '../../api/types'
import { useFormats } from '../format'
import { useSay } from '../language'
import { FIGURE } from '../list'
import { Section } from '../page'
import { Loaded } from '../states'
import { Status } from '../status'

function Condition({ listener }: { listener: Listener }) {
  const say = useSay()
  if (listener.problem) return <Status tone="bad">{listener.problem}</Status>
  if (listener.behind > 0) return <Status tone="busy">{say('listeners.catching')}</Status>
  return <Status tone="good">{say('listeners.well')}</Status>
}

export function Listeners() {
  const say = useSay()
  const format = useFormats()
  const query = useQuery({
    queryKey: ['/listeners'],
    queryFn: () => get<Listener[]>('/listeners'),
    refetchInterval: 4_000,
  })
  return (
    <>
      <p className="quiet filters">{say('listeners.purpose')}</p>
      <Section flush>
        <Loaded query={query}>
          {(rows) => (
            <Table<Listener>
              rowKey="name"
              size="middle"
              pagination={false}
              scroll={{ x: 560 }}
              dataSource={rows}
              columns={[
                { title: say('listeners.name'), dataIndex: 'name' },
                {
                  title: say('jobs.state'),
                  render: (_, one) => <Condition listener={one} />,
                },
                {
                  ...FIGURE,
                  title: say('listeners.behind'),
                  render: (_, one) => format.number(one.behind),
                },
                { ...FIGURE, title: say('listeners.failures'), dataIndex: 'failures' },
              ]}
            />
          )}
        </Loaded>
      </Section>
    </>
  )
}

import { Flex, Statistic, Table } from 'antd'
import type { Import } from '../../api/types'
import { useSay } from '../language'
import { FIGURE } from '../list'
import { Section } from '../page'

interface CountsProps {
  counts: { taken: number; merged: number; refused: number }
}

export function Counts({ counts }: CountsProps) {
  const say = useSay()
  return (
    <Flex gap={48} wrap>
      {(['taken', 'merged', 'refused'] as const).map((name) => (
        <Statistic key={name} title={say(`imports.${name}`)} value={counts[name]} />
      ))}
    </Flex>
  )
}

export function TrialResult({ trial }: { trial: NonNullable<Import['trial']> }) {
  const say = useSay()
  return (
    <Section title={say('imports.trial')} note={say('imports.trialText')}>
      <div className="stack-16">
        <Counts counts={trial} />
        {trial.reasons.length > 0 && (
          <Table
            size="small"
            rowKey="message"
            pagination={false}
            dataSource={trial.reasons}
            columns={[
              { title: say('imports.reason'), dataIndex: 'message' },
              { ...FIGURE, title: say('imports.rows'), dataIndex: 'rows' },
              {
                ...FIGURE,
                title: say('imports.examples'),
                render: (_, reason) => reason.examples.map((one) => one.row).join(', '),
              },
            ]}
          />
        )}
      </div>
    </Section>
  )
}

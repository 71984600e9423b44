/** Who gets the credit for orders: first touch, last touch and evenly, side by side. */

import { InputNumber, Table } from 'antd'
import { useFormats } from '../../platform/format'
import { useSay } from '../../platform/language'
import { FIGURE } from '../../platform/list'
import { Section } from '../../platform/page'
import { Note } from '../../platform/states'
import { AskPage } from '../asking/ask-page'
import { Named, Within } from '../asking/controls'
import { lastDays } from '../asking/question'
import { SpanPicker } from '../asking/span-picker'
import type { Answered, ChannelCredit, QuestionOf } from '../asking/wire'
import { Count, Way } from '../worth/lines'

type Attribution = QuestionOf<'attribution'>
const RULES = ['first', 'last', 'linear'] as const

interface ControlsProps {
  question: Attribution
  put: (part: Partial<Attribution>) => void
  today: string
}

function Controls({ question, put, today }: ControlsProps) {
  const say = useSay()
  return (
    <>
      <Named name={say('attribution.span')}>
        <SpanPicker value={question.span} today={today} onChange={(span) => put({ span })} />
      </Named>
      <Named name={say('attribution.window')}>
        <InputNumber
          aria-label={say('attribution.window')}
          min={1}
          max={366}
          style={{ width: 96 }}
          value={question.window_days}
          onChange={(window_days) => window_days && put({ window_days })}
        />
      </Named>
      <Within value={question.within} onChange={(within) => put({ within })} />
    </>
  )
}

function Found({ out }: Answered<'attribution'>) {
  const say = useSay()
  const format = useFormats()
  const { orders, amount, people, channels } = out.answer
  if (orders === 0) return <Note shape="empty" title={say('attribution.nothing')} />
  const name = (one: ChannelCredit) =>
    one.key ? (out.titles[one.key] ?? one.key) : say('attribution.untouched')
  return (
    <Section
      title={say('attribution.finding', {
        orders: format.number(orders),
        people: format.number(people),
        amount: format.money(amount),
      })}
      note={say('attribution.note')}
      flush
    >
      <Table<ChannelCredit>
        aria-label={say('attribution.title')}
        rowKey="key"
        size="middle"
        dataSource={channels}
        pagination={false}
        scroll={{ x: 800 }}
        columns={[
          { title: say('attribution.channel'), fixed: 'left', render: (_, one) => name(one) },
          {
            ...FIGURE,
            title: say('attribution.touched'),
            render: (_, one) => (
              <Count count={one.touched} title={name(one)} cell={{ key: one.key }} />
            ),
          },
          ...RULES.map((rule) => ({
            ...FIGURE,
            title: say(`attribution.${rule}`),
            render: (_: unknown, one: ChannelCredit) => (
              <>
                <Way
                  count={one[rule].orders}
                  title={`${name(one)} · ${say(`attribution.${rule}`)}`}
                  cell={{ key: one.key, part: rule }}
                >
                  {format.money(one[rule].amount)}
                </Way>
                <br />
                <span className="quiet">
                  {say('attribution.orders', {
                    count: format.number(Math.round(one[rule].orders * 100) / 100),
                  })}
                </span>
              </>
            ),
          })),
        ]}
        summary={() => (
          <Table.Summary.Row>
            <Table.Summary.Cell index={0}>{say('attribution.all')}</Table.Summary.Cell>
            <Table.Summary.Cell index={1} align="right">
              <Count count={orders} title={say('attribution.all')} cell={{}} />
            </Table.Summary.Cell>
            {RULES.map((rule, at) => (
              <Table.Summary.Cell key={rule} index={at + 2} align="right">
                {format.money(amount)}
              </Table.Summary.Cell>
            ))}
          </Table.Summary.Row>
        )}
      />
    </Section>
  )
}

export default function AttributionPage() {
  const say = useSay()
  return (
    <AskPage<'attribution'>
      title={say('attribution.title')}
      purpose={say('attribution.purpose')}
      begin={(today) => ({
        kind: 'attribution',
        span: lastDays(today, 90),
        event: { event: 'OrderPlaced', where: [] },
        money: 'revenue',
        touches: [
          { event: { event: 'SourceAttributed', where: [] }, by: 'source_id' },
          { event: { event: 'FriendAdded', where: [] }, by: 'state' },
          {
            event: {
              event: 'PageViewed',
              where: [{ property: 'touch_id', op: 'is_set', value: null }],
            },
            by: 'touch_id',
          },
        ],
        window_days: 30,
      })}
      controls={(question, put, today) => <Controls question={question} put={put} today={today} />}
    >
      {(answered) => <Found {...answered} />}
    </AskPage>
  )
}

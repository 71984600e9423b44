/** How new friends are shared, and how many each person takes. */

import { InputNumber, Segmented, Table, type TableColumnsType } from 'antd'
import type { Assignment } from '../../api/types'
import { useSay } from '../../platform/language'
import { useStaff } from '../../platform/lookups'
import { Row } from '../../platform/row'
import { type Draft, people, type SetDraft } from './draft'

const WAYS: Assignment[] = ['all', 'round_robin', 'weighted', 'random', 'least_loaded']

interface CapProps {
  value: number | null
  label: string
  placeholder?: string
  onChange: (value: number | null) => void
}

function Count({ value, label, placeholder, onChange }: CapProps) {
  return (
    <InputNumber
      min={1}
      precision={0}
      value={value}
      placeholder={placeholder}
      aria-label={label}
      onChange={onChange}
      style={{ width: 112 }}
    />
  )
}

interface Person {
  id: string
  name: string
}

function useColumns(draft: Draft, set: SetDraft): TableColumnsType<Person> {
  const say = useSay()
  const cap = (id: string) =>
    draft.caps.find((one) => one.staff_id === id) ?? { staff_id: id, per_day: null, total: null }
  const setCap = (id: string, part: { per_day?: number | null; total?: number | null }) =>
    set({ caps: [...draft.caps.filter((one) => one.staff_id !== id), { ...cap(id), ...part }] })
  const setWeight = (id: string, weight: number | null) =>
    set({
      weights: [
        ...draft.weights.filter((one) => one.staff_id !== id),
        ...(weight ? [{ staff_id: id, weight }] : []),
      ],
    })
  const usual = (value: number | null) => (value === null ? say('cap.none') : String(value))
  return [
    { title: say('cap.person'), dataIndex: 'name' },
    ...(draft.assignment === 'weighted'
      ? [
          {
            title: say('cap.weight'),
            align: 'right' as const,
            render: (_: unknown, { id, name }: Person) => (
              <Count
                value={draft.weights.find((one) => one.staff_id === id)?.weight ?? null}
                placeholder="1"
                label={`${name} ${say('cap.weight')}`}
                onChange={(value) => setWeight(id, value)}
              />
            ),
          },
        ]
      : []),
    {
      title: say('cap.day'),
      align: 'right',
      render: (_, { id, name }) => (
        <Count
          value={cap(id).per_day}
          placeholder={usual(draft.cap_per_day)}
          label={`${name} ${say('cap.day')}`}
          onChange={(per_day) => setCap(id, { per_day })}
        />
      ),
    },
    {
      title: say('cap.total'),
      align: 'right',
      render: (_, { id, name }) => (
        <Count
          value={cap(id).total}
          placeholder={usual(draft.cap_total)}
          label={`${name} ${say('cap.total')}`}
          onChange={(total) => setCap(id, { total })}
        />
      ),
    },
  ]
}

export function Sharing({ draft, set }: { draft: Draft; set: SetDraft }) {
  const say = useSay()
  const staff = useStaff()
  const columns = useColumns(draft, set)
  const names = new Map((staff.data ?? []).map((one) => [one.id, one.name]))
  const rows = people(draft).map((id) => ({ id, name: names.get(id) ?? '…' }))
  return (
    <div className="fields">
      <Row label={say('edit.assignment')} note={say(`assign.${draft.assignment}.note`)}>
        <Segmented
          value={draft.assignment}
          onChange={(assignment) => set({ assignment })}
          options={WAYS.map((way) => ({ value: way, label: say(`assign.${way}`) }))}
        />
      </Row>
      <Row label={say('edit.caps')} note={say('edit.capsNote')}>
        <div className="inline">
          <label>
            {say('cap.day')}
            <Count
              value={draft.cap_per_day}
              placeholder={say('cap.none')}
              label={say('cap.day')}
              onChange={(cap_per_day) => set({ cap_per_day })}
            />
          </label>
          <label>
            {say('cap.total')}
            <Count
              value={draft.cap_total}
              placeholder={say('cap.none')}
              label={say('cap.total')}
              onChange={(cap_total) => set({ cap_total })}
            />
          </label>
        </div>
      </Row>
      {rows.length > 0 && (
        <Row label={say('edit.own')} note={say('edit.ownNote')}>
          <Table<Person>
            size="small"
            rowKey="id"
            pagination={false}
            columns={columns}
            dataSource={rows}
            scroll={{ x: 420, y: 320 }}
          />
        </Row>
      )}
    </div>
  )
}

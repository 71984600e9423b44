/** The RFM groups: who is in each, what they brought, what to do for them; and their rules. */

import { Button, Table } from 'antd'
import { useState } from 'react'
import { useFormats } from '../../platform/format'
import { useLanguage, useSay } from '../../platform/language'
import { FIGURE } from '../../platform/list'
import { Section } from '../../platform/page'
import { useMay } from '../../platform/session/session'
import { useOpenPeople } from '../asking/people'
import type { Answered, GroupLine } from '../asking/wire'
import { EditGroups } from './edit-groups'

export function Groups({ out }: Answered<'rfm'>) {
  const say = useSay()
  const format = useFormats()
  const { language } = useLanguage()
  const open = useOpenPeople()
  const may = useMay()('boards.write')
  const [edits, edit] = useState(false)
  const name = (one: GroupLine) => (language === 'en' ? one.title_en : one.title_zh)
  const { groups } = out.answer
  const money = groups.reduce((sum, one) => sum + one.money, 0)
  return (
    <Section
      title={say('rfm.groups')}
      flush
      action={may && <Button onClick={() => edit(true)}>{say('rfm.edit')}</Button>}
    >
      <Table<GroupLine>
        aria-label={say('rfm.groups')}
        rowKey="key"
        size="middle"
        dataSource={groups}
        pagination={false}
        scroll={{ x: 640 }}
        columns={[
          { title: say('rfm.group'), render: (_, one) => name(one) },
          {
            ...FIGURE,
            title: say('ask.unit.people'),
            render: (_, one) =>
              open && one.people > 0 ? (
                <Button
                  type="link"
                  className="count-button"
                  onClick={() => open(name(one), { key: one.key })}
                >
                  {format.number(one.people)}
                </Button>
              ) : (
                format.number(one.people)
              ),
          },
          { ...FIGURE, title: say('rfm.share'), render: (_, one) => format.percent(one.rate) },
          { ...FIGURE, title: say('rfm.spent'), render: (_, one) => format.money(one.money) },
          {
            ...FIGURE,
            title: say('rfm.moneyShare'),
            render: (_, one) => (money ? format.percent(one.money / money) : '—'),
          },
        ]}
      />
      {edits && <EditGroups onClose={() => edit(false)} />}
    </Section>
  )
}

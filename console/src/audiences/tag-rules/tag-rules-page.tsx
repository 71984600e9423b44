/** Rules that tag by themselves: whom, with what, until when, and how often they did. */

import { useQuery } from '@tanstack/react-query'
import { Button, Table, type TableColumnsType, Tag } from 'antd'
import { Link, useNavigate } from 'react-router'
import { get } from '../../api/client'
import { useFormats } from '../../platform/format'
import { useLanguage, useSay } from '../../platform/language'
import { FIGURE } from '../../platform/list'
import { Page, Section } from '../../platform/page'
import { useMay } from '../../platform/session/session'
import { Loaded, Note } from '../../platform/states'
import { Status } from '../../platform/status'
import type { TagRule } from '../api'
import '../segments/segments.css'

export const RULES = '/tag-rules'

function useEnds() {
  const say = useSay()
  return ({ expires_after_days: days, ends_when_left: left }: TagRule) =>
    [days && say('tagRules.afterDays', { count: days }), left && say('tagRules.whenLeft')]
      .filter(Boolean)
      .join(' · ') || say('tagRules.stays')
}

function useColumns(): TableColumnsType<TagRule> {
  const say = useSay()
  const format = useFormats()
  const ends = useEnds()
  return [
    {
      title: say('tagRules.name'),
      render: (_, one) => (
        <>
          {one.name}
          <br />
          <span className="quiet one-line" title={one.words_text}>
            {one.segment && !one.definition
              ? say('tagRules.bySegment', { name: one.segment.name })
              : one.words_text}
          </span>
        </>
      ),
    },
    {
      title: say('tagRules.tag'),
      width: 144,
      render: (_, one) => <Tag variant="outlined">{one.tag.name}</Tag>,
    },
    { title: say('tagRules.ends'), width: 160, render: (_, one) => ends(one) },
    {
      title: say('tagRules.state'),
      width: 96,
      render: (_, one) => (
        <Status tone={one.enabled ? 'good' : 'off'}>
          {say(one.enabled ? 'tagRules.on' : 'tagRules.off')}
        </Status>
      ),
    },
    {
      ...FIGURE,
      title: say('tagRules.given'),
      width: 120,
      render: (_, one) => `${format.number(one.given)} / ${format.number(one.taken)}`,
    },
    {
      ...FIGURE,
      title: say('tagRules.last'),
      width: 144,
      render: (_, one) =>
        one.last_at ? (
          format.instant(one.last_at)
        ) : (
          <span className="quiet">{say('tagRules.never')}</span>
        ),
    },
  ]
}

export default function TagRulesPage() {
  const say = useSay()
  const navigate = useNavigate()
  const { language } = useLanguage()
  const writes = useMay()('tag_rules.write')
  const columns = useColumns()
  const query = useQuery({
    queryKey: [RULES, 'list', language],
    queryFn: () => get<{ items: TagRule[] }>(RULES).then((found) => found.items),
    refetchInterval: 4_000,
  })
  const anew = writes && (
    <Link to="/tag-rules/new">
      <Button type="primary">{say('tagRules.new')}</Button>
    </Link>
  )
  const open = (one: TagRule) => navigate(`/tag-rules/${one.id}/edit`)
  return (
    <Page title={say('tagRules.title')} purpose={say('tagRules.purpose')} action={anew}>
      <Loaded query={query} rows={6}>
        {(rules) =>
          rules.length === 0 ? (
            <Note
              shape="empty"
              title={say('tagRules.empty')}
              text={say('tagRules.emptyText')}
              action={anew}
            />
          ) : (
            <Section flush>
              <Table<TagRule>
                aria-label={say('tagRules.title')}
                rowKey="id"
                size="middle"
                columns={columns}
                dataSource={rules}
                pagination={false}
                scroll={{ x: 880 }}
                rowClassName="row-open"
                onRow={(one) => ({
                  tabIndex: 0,
                  onClick: () => open(one),
                  onKeyDown: (event) => event.key === 'Enter' && open(one),
                })}
              />
            </Section>
          )
        }
      </Loaded>
    </Page>
  )
}

/** Welcome rules by level: the first that fits a new friend speaks. */

import { Button, type TableColumnsType } from 'antd'
import { Link, useParams } from 'react-router'
import type { WelcomeRule } from '../../api/types'
import { useFormats } from '../../platform/format'
import { useSay } from '../../platform/language'
import { FIGURE, ListTable, useList } from '../../platform/list'
import { Page, Section } from '../../platform/page'
import { useMay } from '../../platform/session/session'
import { Note } from '../../platform/states'
import { Status } from '../../platform/status'
import { useGo } from '../../platform/url'
import { LEVELS } from './levels'
import { RuleDrawer } from './rule-drawer'
import { useWhen } from './when'
import './welcome.css'

function useColumns(): TableColumnsType<WelcomeRule> {
  const say = useSay()
  const format = useFormats()
  const when = useWhen()
  return [
    {
      title: say('rules.name'),
      width: 224,
      render: (_, rule) => (
        <>
          {rule.name}
          <br />
          <span className="quiet">{when(rule)}</span>
          {rule.published && (
            <span className="quiet">
              {' · '}
              {say('copy.from', { hq: rule.published.hq, version: rule.published.version })}
            </span>
          )}
        </>
      ),
    },
    {
      title: say('rules.text'),
      render: (_, rule) => <span className="two-lines">{rule.text}</span>,
    },
    {
      title: say('rules.state'),
      width: 112,
      render: (_, rule) => (
        <Status tone={rule.active ? 'good' : 'off'}>
          {say(rule.active ? 'rules.active' : 'rules.inactive')}
        </Status>
      ),
    },
    {
      ...FIGURE,
      title: say('rules.sent'),
      width: 96,
      render: (_, rule) => format.number(rule.sent_count),
    },
  ]
}

function NewRule() {
  const say = useSay()
  return (
    <Link to="/welcome-rules/new">
      <Button type="primary">{say('rules.new')}</Button>
    </Link>
  )
}

export default function RulesPage() {
  const say = useSay()
  const may = useMay()
  const go = useGo()
  const { id } = useParams()
  const list = useList<WelcomeRule>('/welcome-rules', { limit: 200 })
  const columns = useColumns()
  const writes = may('welcome.write')
  const levels = list.rows?.length
    ? LEVELS.map((level) => ({
        level,
        rows: list.rows?.filter((rule) => rule.level === level) ?? [],
      }))
    : null
  return (
    <Page title={say('rules.title')} purpose={say('rules.purpose')} action={writes && <NewRule />}>
      <div className="stack">
        {!levels && (
          <Section flush>
            <ListTable
              label={say('rules.title')}
              list={list}
              columns={columns}
              empty={
                <Note
                  shape="empty"
                  title={say('rules.empty')}
                  text={say('rules.emptyText')}
                  action={writes && <NewRule />}
                />
              }
            />
          </Section>
        )}
        {levels?.map(({ level, rows }, at) => (
          <Section
            key={level}
            flush
            title={`${at + 1}. ${say(`level.${level}`)}`}
            note={say(`level.${level}.note`)}
          >
            <ListTable
              label={say(`level.${level}`)}
              list={{ ...list, rows, hasNextPage: false } as typeof list}
              columns={columns}
              current={id}
              onOpen={(rule) => go(`/welcome-rules/${rule.id}`)}
              empty={<p className="quiet level-none">{say('level.none')}</p>}
            />
          </Section>
        ))}
      </div>
      <RuleDrawer
        id={id}
        rules={list.rows}
        trouble={list.error}
        onClose={() => go('/welcome-rules')}
      />
    </Page>
  )
}

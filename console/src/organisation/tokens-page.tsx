/** API tokens: shown once, scoped, revocable. */

import { App, Button, type TableColumnsType } from 'antd'
import { useState } from 'react'
import { remove } from '../api/client'
import type { Token } from '../api/types'
import { useFormats } from '../platform/format'
import { useSay } from '../platform/language'
import { ListTable, useList } from '../platform/list'
import { Page, Section } from '../platform/page'
import { useMay } from '../platform/session/session'
import { Note } from '../platform/states'
import { useChange } from '../platform/toast'
import { TokenForm } from './token-form'
import './organisation.css'

function useRevoke() {
  const say = useSay()
  const { modal } = App.useApp()
  const revoking = useChange({
    run: (id: string) => remove(`/tokens/${id}`),
    stale: [['/tokens']],
    done: say('tokens.revoked'),
  })
  return (token: Token) =>
    modal.confirm({
      title: say('tokens.revokeTitle', { name: token.name }),
      content: say('tokens.revokeText'),
      okText: say('tokens.revoke'),
      okButtonProps: { danger: true },
      cancelText: say('do.cancel'),
      onOk: () => revoking.mutate(token.id),
    })
}

function useColumns(writes: boolean): TableColumnsType<Token> {
  const say = useSay()
  const format = useFormats()
  const revoke = useRevoke()
  const when = (title: string, at: (token: Token) => string | null, none: string) => ({
    title,
    align: 'right' as const,
    className: 'figure nowrap',
    render: (_: unknown, token: Token) => {
      const value = at(token)
      return value ? format.instant(value) : none
    },
  })
  return [
    {
      title: say('tokens.name'),
      render: (_, token) => (
        <>
          {token.name}
          <br />
          <span className="quiet">{token.prefix}…</span>
        </>
      ),
    },
    {
      title: say('roles.rights'),
      align: 'right',
      className: 'figure',
      render: (_, token) => (
        <span title={token.permissions.join('\n')}>{token.permissions.length}</span>
      ),
    },
    when(say('tokens.created'), (token) => token.created_at, ''),
    when(say('tokens.used'), (token) => token.last_used_at, say('users.never')),
    when(say('tokens.expires'), (token) => token.expires_at, say('users.never')),
    ...(writes
      ? [
          {
            title: '',
            align: 'right' as const,
            render: (_: unknown, token: Token) => (
              <Button type="text" danger onClick={() => revoke(token)}>
                {say('tokens.revoke')}
              </Button>
            ),
          },
        ]
      : []),
  ]
}

export default function TokensPage() {
  const say = useSay()
  const writes = useMay()('tokens.write')
  const list = useList<Token>('/tokens', { limit: 200 })
  const [making, make] = useState(false)
  const button = writes && (
    <Button type="primary" onClick={() => make(true)}>
      {say('tokens.new')}
    </Button>
  )
  return (
    <Page title={say('tokens.title')} purpose={say('tokens.purpose')} action={button}>
      <Section flush>
        <ListTable
          label={say('tokens.title')}
          list={list}
          columns={useColumns(writes)}
          empty={
            <Note
              shape="empty"
              title={say('tokens.empty')}
              text={say('tokens.emptyText')}
              action={button}
            />
          }
        />
      </Section>
      {making && <TokenForm onClose={() => make(false)} />}
    </Page>
  )
}

/** The fields a brand defines for its customers. */

import { App, Button, Flex } from 'antd'
import { useState } from 'react'
import { Link } from 'react-router'
import { remove } from '../../api/client'
import type { CustomField } from '../../api/types'
import { useSay } from '../../platform/language'
import { Page, Section } from '../../platform/page'
import { useMay } from '../../platform/session/session'
import { Loaded, Note } from '../../platform/states'
import { useChange } from '../../platform/toast'
import { FieldDialog } from './field-dialog'
import { CUSTOM_FIELDS, useCustomFields } from './use-fields'
import '../customers.css'

function Row({ field }: { field: CustomField }) {
  const say = useSay()
  const defines = useMay()('customers.define_fields')
  const { modal } = App.useApp()
  const [edits, edit] = useState(false)
  const removing = useChange({
    run: () => remove(`${CUSTOM_FIELDS}/${field.id}`),
    stale: [[CUSTOM_FIELDS], ['/fields'], ['/customers']],
  })
  const sure = () =>
    modal.confirm({
      title: say('fields.removeTitle', { title: field.title }),
      content: say('fields.removeText', { count: field.customers }),
      okText: say('do.delete'),
      okButtonProps: { danger: true },
      cancelText: say('do.cancel'),
      onOk: () => removing.mutate(),
    })
  const told = [field.kind_words, field.choices.join(' / '), field.sealed && say('fields.isSealed')]
  return (
    <li>
      <span className="who">
        <strong>{field.title}</strong>
        <span className="quiet">{[...told, field.key].filter(Boolean).join(' · ')}</span>
      </span>
      <Flex align="center" gap={8} wrap justify="flex-end">
        <Link
          to={`/customers?custom=${encodeURIComponent(`${field.key}=*`)}`}
          className="figure nowrap"
        >
          {say('tags.people', { count: field.customers })}
        </Link>
        {defines && (
          <>
            <Button type="text" onClick={() => edit(true)}>
              {say('do.edit')}
            </Button>
            <Button type="text" danger onClick={sure} loading={removing.isPending}>
              {say('do.delete')}
            </Button>
          </>
        )}
      </Flex>
      {edits && <FieldDialog field={field} onClose={() => edit(false)} />}
    </li>
  )
}

export default function CustomFieldsPage() {
  const say = useSay()
  const defines = useMay()('customers.define_fields')
  const [adds, add] = useState(false)
  const query = useCustomFields()
  const button = defines && (
    <Button type="primary" onClick={() => add(true)}>
      {say('fields.new')}
    </Button>
  )
  return (
    <Page title={say('fields.title')} purpose={say('fields.purpose')} action={button}>
      <Loaded query={query} rows={6}>
        {(fields) =>
          fields.length === 0 ? (
            <Note shape="empty" title={say('fields.empty')} text={say('fields.emptyText')} />
          ) : (
            <Section>
              <ul className="rows">
                {fields.map((field) => (
                  <Row key={field.id} field={field} />
                ))}
              </ul>
            </Section>
          )
        }
      </Loaded>
      {adds && <FieldDialog onClose={() => add(false)} />}
    </Page>
  )
}

/** Defining a field, or changing one. */

import { Checkbox, Input, Modal, Select } from 'antd'
import { useState } from 'react'
import { post, put } from '../../api/client'
import type { CustomField, CustomFieldForm } from '../../api/types'
import { type Key, useSay } from '../../platform/language'
import { useChange } from '../../platform/toast'
import { CUSTOM_FIELDS } from './use-fields'

const KINDS = ['text', 'number', 'date', 'yes_no', 'one', 'several'] as const
const STALE = [[CUSTOM_FIELDS], ['/fields'], ['/customers'], ['/intakes']]

export function FieldDialog({ field, onClose }: { field?: CustomField; onClose: () => void }) {
  const say = useSay()
  const [key, setKey] = useState(field?.key ?? '')
  const [form, setForm] = useState<CustomFieldForm>({
    title_en: field?.title_en ?? '',
    title_zh: field?.title_zh ?? '',
    kind: field?.kind ?? 'text',
    choices: field?.choices ?? [],
    sealed: field?.sealed ?? false,
  })
  const change = (part: Partial<CustomFieldForm>) => setForm((had) => ({ ...had, ...part }))
  const choosing = form.kind === 'one' || form.kind === 'several'
  const used = Boolean(field?.customers)
  const saving = useChange({
    run: () =>
      field ? put(`${CUSTOM_FIELDS}/${field.id}`, form) : post(CUSTOM_FIELDS, { key, ...form }),
    stale: STALE,
    after: onClose,
  })
  const titled = form.title_en.trim() && form.title_zh.trim() && key
  const fit = Boolean(titled && (!choosing || form.choices?.length))
  const text = (name: 'title_zh' | 'title_en') => (
    <label className="label">
      {say(`fields.${name}` as Key)}
      <Input
        autoFocus={name === 'title_zh'}
        maxLength={30}
        value={form[name]}
        onChange={(event) => change({ [name]: event.target.value })}
        onPressEnter={() => fit && saving.mutate()}
      />
    </label>
  )
  return (
    <Modal
      open
      title={field ? say('fields.change') : say('fields.new')}
      okText={say('do.save')}
      cancelText={say('do.cancel')}
      okButtonProps={{ disabled: !fit, loading: saving.isPending }}
      onOk={() => saving.mutate()}
      onCancel={onClose}
    >
      <div className="stack-16">
        {text('title_zh')}
        {text('title_en')}
        <label className="label">
          {say('fields.key')}
          <Input
            disabled={Boolean(field)}
            maxLength={30}
            placeholder="shoe_size"
            value={key}
            onChange={(event) => setKey(event.target.value)}
          />
        </label>
        <div className="label">
          <label htmlFor="field-kind">{say('fields.kind')}</label>
          <Select
            id="field-kind"
            disabled={used}
            value={form.kind}
            onChange={(kind) => change({ kind })}
            options={KINDS.map((one) => ({ value: one, label: say(`kind.${one}`) }))}
          />
        </div>
        {choosing && (
          <div className="label">
            <label htmlFor="field-choices">{say('fields.choices')}</label>
            <Select
              id="field-choices"
              mode="tags"
              open={false}
              suffixIcon={null}
              placeholder={say('fields.choicesHint')}
              tokenSeparators={[',', '，', ';', '；', '、']}
              value={form.choices}
              onChange={(choices) => change({ choices })}
            />
          </div>
        )}
        <Checkbox
          disabled={used}
          checked={form.sealed}
          onChange={(event) => change({ sealed: event.target.checked })}
        >
          {say('fields.sealed')}
        </Checkbox>
        <p className="quiet">{used ? say('fields.used') : say('fields.sealedText')}</p>
      </div>
    </Modal>
  )
}

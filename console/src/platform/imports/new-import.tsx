import { UploadOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Button, Select, Upload } from 'antd'
import { useState } from 'react'
import { get, send } from '../../api/client'
import type { Import, Intake } from '../../api/types'
import { Detail } from '../detail'
import { useLanguage, useSay } from '../language'
import { Loaded, Note } from '../states'
import { useChange } from '../toast'
import { useGo } from '../url'

interface NewImportProps {
  open: boolean
  onClose: () => void
}

function Form({ intakes }: { intakes: Intake[] }) {
  const say = useSay()
  const go = useGo()
  const [intake, setIntake] = useState(intakes[0]?.name)
  const [file, setFile] = useState<File>()
  const uploading = useChange({
    run: (chosen: File) => send<Import>('/imports', { intake, name: chosen.name }, chosen),
    stale: [['/imports']],
    done: say('imports.uploaded'),
    after: (made) => go(`/imports/${made.id}`),
  })
  if (intakes.length === 0)
    return <Note shape="empty" title={say('imports.noIntake')} text={say('imports.noIntakeText')} />
  return (
    <div className="fields">
      {/* biome-ignore lint/a11y/noLabelWithoutControl: the control is inside */}
      <label className="label">
        {say('imports.what')}
        <Select
          value={intake}
          onChange={setIntake}
          options={intakes.map((one) => ({ value: one.name, label: one.title }))}
        />
      </label>
      <div className="label">
        {say('imports.file')}
        <Upload
          accept=".csv,.tsv,.txt,.xlsx,.jsonl,.ndjson"
          maxCount={1}
          fileList={file ? [{ uid: file.name, name: file.name }] : []}
          beforeUpload={(chosen) => {
            setFile(chosen)
            return false
          }}
          onRemove={() => setFile(undefined)}
        >
          <Button icon={<UploadOutlined />}>{say('imports.choose')}</Button>
        </Upload>
        <span className="quiet">{say('imports.limits')}</span>
      </div>
      <div>
        <Button
          type="primary"
          disabled={!file}
          loading={uploading.isPending}
          onClick={() => file && uploading.mutate(file)}
        >
          {say('imports.upload')}
        </Button>
      </div>
    </div>
  )
}

export function NewImport({ open, onClose }: NewImportProps) {
  const say = useSay()
  const { language } = useLanguage()
  const query = useQuery({
    queryKey: ['/intakes', language],
    queryFn: () => get<Intake[]>('/intakes'),
    enabled: open,
  })
  return (
    <Detail open={open} onClose={onClose} title={say('imports.new')} size={560}>
      <Loaded query={query}>{(intakes) => <Form intakes={intakes} />}</Loaded>
    </Detail>
  )
}

import { Input, Modal } from 'antd'
import { useState } from 'react'
import { useSay } from '../../platform/language'
import { useChange } from '../../platform/toast'

interface NameProps {
  title: string
  name?: string
  run: (name: string) => Promise<unknown>
  onClose: () => void
}

/** A name for a tag or a group; the server says what is wrong with it. */
export function NameDialog({ title, name: before = '', run, onClose }: NameProps) {
  const say = useSay()
  const [name, setName] = useState(before)
  const saving = useChange({
    run: () => run(name.trim()),
    stale: [['/tag-library'], ['/tags']],
    after: onClose,
  })
  const fit = name.trim() !== '' && name.trim() !== before
  return (
    <Modal
      open
      title={title}
      okText={say('do.save')}
      cancelText={say('do.cancel')}
      okButtonProps={{ disabled: !fit, loading: saving.isPending }}
      onOk={() => saving.mutate()}
      onCancel={onClose}
    >
      <label className="label">
        {say('tags.name')}
        <Input
          autoFocus
          showCount
          maxLength={30}
          value={name}
          onChange={(event) => setName(event.target.value)}
          onPressEnter={() => fit && saving.mutate()}
        />
      </label>
    </Modal>
  )
}

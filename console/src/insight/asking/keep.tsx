/** Keeps the people behind a figure as a segment, and opens it. */

import { Button, Input, Modal } from 'antd'
import { useState } from 'react'
import { useNavigate } from 'react-router'
import { post } from '../../api/client'
import { useSay } from '../../platform/language'
import { useMay } from '../../platform/session/session'
import { useChange } from '../../platform/toast'
import type { AnyQuestion, Cell } from './wire'

const LONGEST = 40

interface KeepProps {
  question: AnyQuestion
  cell: Cell
}

function Keeping({ question, cell, onDone }: KeepProps & { onDone: () => void }) {
  const say = useSay()
  const navigate = useNavigate()
  const [name, setName] = useState('')
  const keeping = useChange({
    run: () => post<{ id: string }>('/insight/segments', { question, cell, name }),
    stale: [['/segments'], ['/audiences/catalogue']],
    done: say('ask.kept'),
    after: ({ id }) => navigate(`/segments/${id}`),
  })
  return (
    <Modal
      open
      title={say('ask.keep')}
      okText={say('do.save')}
      okButtonProps={{ disabled: !name.trim(), loading: keeping.isPending }}
      onOk={() => keeping.mutate()}
      onCancel={onDone}
    >
      <div className="fields">
        <p className="quiet">{say('ask.keepText')}</p>
        <label className="label" htmlFor="keep-name">
          {say('ask.keepName')}
          <Input
            id="keep-name"
            maxLength={LONGEST}
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
        </label>
      </div>
    </Modal>
  )
}

export function Keep(props: KeepProps) {
  const say = useSay()
  const may = useMay()('segments.write')
  const [open, setOpen] = useState(false)
  if (!may) return null
  return (
    <>
      <Button onClick={() => setOpen(true)}>{say('ask.keep')}</Button>
      {open && <Keeping {...props} onDone={() => setOpen(false)} />}
    </>
  )
}

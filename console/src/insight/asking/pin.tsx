/** Keeps what is asked as a tile of a board, there to be answered anew each day. */

import { useQuery } from '@tanstack/react-query'
import { Button, Checkbox, Input, Modal, Select } from 'antd'
import dayjs from 'dayjs'
import { useState } from 'react'
import { get, post, put } from '../../api/client'
import { useSay } from '../../platform/language'
import { useMay } from '../../platform/session/session'
import { useChange } from '../../platform/toast'
import { useToday } from './question'
import type { AnyQuestion, Board, BoardLine, Tile } from './wire'

export const BOARDS = '/insight/boards'
const NEW = ''

export const useBoards = () =>
  useQuery({ queryKey: [BOARDS], queryFn: () => get<BoardLine[]>(BOARDS) })

/** A span that ends today moves with the days; any other stands still. */
export function tileOf(question: AnyQuestion, today: string, title: string): Tile {
  const { first, last } = question.span
  const days = dayjs(last).diff(first, 'day') + 1
  return { question, title, stage: '', width: 1, last_days: last === today ? days : null }
}

async function pinned(tile: Tile, id: string, name: string, shared: boolean): Promise<Board> {
  if (id === NEW) return post<Board>(BOARDS, { name, shared, tiles: [tile] })
  const board = await get<Board>(`${BOARDS}/${id}`)
  const { name: kept, shared: isShared, tiles } = board
  return put<Board>(`${BOARDS}/${id}`, { name: kept, shared: isShared, tiles: [...tiles, tile] })
}

function Pinning({ question, onDone }: { question: AnyQuestion; onDone: () => void }) {
  const say = useSay()
  const today = useToday()
  const boards = useBoards().data ?? []
  const [chosen, choose] = useState<string>()
  const [name, setName] = useState('')
  const [title, setTitle] = useState('')
  const [shared, share] = useState(true)
  const id = chosen ?? boards[0]?.id ?? NEW
  const pinning = useChange({
    run: () => pinned(tileOf(question, today ?? '', title.trim()), id, name.trim(), shared),
    stale: [[BOARDS]],
    done: say('board.pinned'),
    after: onDone,
  })
  return (
    <Modal
      open
      title={say('board.pin')}
      okText={say('board.pinDo')}
      okButtonProps={{ disabled: id === NEW && !name.trim(), loading: pinning.isPending }}
      onOk={() => pinning.mutate()}
      onCancel={onDone}
    >
      <div className="fields">
        <label className="label" htmlFor="pin-board">
          {say('board.which')}
          <Select
            id="pin-board"
            value={id}
            onChange={choose}
            options={[
              ...boards.map((one) => ({ value: one.id, label: one.name })),
              { value: NEW, label: say('board.new') },
            ]}
          />
        </label>
        {id === NEW && (
          <label className="label" htmlFor="pin-name">
            {say('board.name')}
            <Input
              id="pin-name"
              maxLength={100}
              value={name}
              onChange={(event) => setName(event.target.value)}
            />
          </label>
        )}
        <label className="label" htmlFor="pin-title">
          {say('board.tileTitle')}
          <Input
            id="pin-title"
            value={title}
            placeholder={say('board.tileTitleNone')}
            onChange={(event) => setTitle(event.target.value)}
          />
        </label>
        {id === NEW && (
          <Checkbox checked={shared} onChange={(event) => share(event.target.checked)}>
            {say('board.share')}
          </Checkbox>
        )}
      </div>
    </Modal>
  )
}

export function Pin({ question }: { question: AnyQuestion }) {
  const say = useSay()
  const may = useMay()('boards.write')
  const [open, setOpen] = useState(false)
  if (!may) return null
  return (
    <>
      <Button type="primary" onClick={() => setOpen(true)}>
        {say('board.pin')}
      </Button>
      {open && <Pinning question={question} onDone={() => setOpen(false)} />}
    </>
  )
}

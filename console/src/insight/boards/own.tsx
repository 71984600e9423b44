/** A kept board: its tiles answered, and how it is changed. */

import { ArrowLeftOutlined, ArrowRightOutlined, DeleteOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Button, Checkbox, Input, Popconfirm, Segmented, Space } from 'antd'
import { useState } from 'react'
import { get, put, remove } from '../../api/client'
import { useLanguage, useSay } from '../../platform/language'
import { Section } from '../../platform/page'
import { Loaded, Note } from '../../platform/states'
import { useChange } from '../../platform/toast'
import { useGo } from '../../platform/url'
import { BOARDS } from '../asking/pin'
import { lastDays, useToday } from '../asking/question'
import type { Answered, Board, BoardForm, Tile, TileAnswer } from '../asking/wire'
import { TileCard } from './tile'

export const useBoard = (id: string) =>
  useQuery({ queryKey: [BOARDS, id], queryFn: () => get<Board>(`${BOARDS}/${id}`) })

/** A tile with the question as it was answered, whose days may have moved on. */
function answered(tile: Tile, found: TileAnswer, today: string): Answered | undefined {
  if (!found.answer) return undefined
  const span = tile.last_days ? lastDays(today, tile.last_days) : tile.question.span
  return { question: { ...tile.question, span }, out: found.answer }
}

function Tiles({ board }: { board: Board }) {
  const say = useSay()
  const { language } = useLanguage()
  const today = useToday()
  const query = useQuery({
    queryKey: [BOARDS, board.id, 'answers', board.updated_at, language],
    queryFn: () => get<TileAnswer[]>(`${BOARDS}/${board.id}/answers`),
    staleTime: 60_000,
  })
  if (board.tiles.length === 0)
    return <Note shape="empty" title={say('board.empty')} text={say('board.emptyText')} />
  return (
    <Loaded query={query} rows={10}>
      {(found) => (
        <ul className="tiles">
          {board.tiles.map((tile, at) => {
            const one = found[at]
            return (
              // biome-ignore lint/suspicious/noArrayIndexKey: a tile is its place on the board
              <li key={at} className={tile.width > 1 ? 'wide' : undefined}>
                <TileCard
                  tile={tile}
                  query={{
                    data: one && today ? answered(tile, one, today) : undefined,
                    error: one?.problem ? new Error(one.problem.message) : null,
                  }}
                />
              </li>
            )
          })}
        </ul>
      )}
    </Loaded>
  )
}

export function OwnBoard({ board }: { board: Board }) {
  return (
    <Section>
      <Tiles board={board} />
    </Section>
  )
}

interface ArrangeProps {
  tiles: Tile[]
  titles: string[]
  onChange: (tiles: Tile[]) => void
}

function Arrange({ tiles, titles, onChange }: ArrangeProps) {
  const say = useSay()
  const move = (at: number, by: 1 | -1) => {
    const [tile] = tiles.slice(at, at + 1)
    if (tile) onChange(tiles.toSpliced(at, 1).toSpliced(at + by, 0, tile))
  }
  return (
    <ol className="rows arranged">
      {tiles.map((tile, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a tile is its place on the board
        <li key={at}>
          <Input
            aria-label={say('board.tileTitle')}
            value={tile.title}
            placeholder={titles[at]}
            onChange={(event) =>
              onChange(tiles.toSpliced(at, 1, { ...tile, title: event.target.value }))
            }
          />
          <Space>
            <Segmented
              aria-label={say('board.width')}
              value={tile.width > 1 ? 2 : 1}
              onChange={(width) => onChange(tiles.toSpliced(at, 1, { ...tile, width }))}
              options={[
                { value: 1, label: say('board.narrow') },
                { value: 2, label: say('board.wide') },
              ]}
            />
            <Button
              icon={<ArrowLeftOutlined />}
              aria-label={say('board.earlier')}
              disabled={at === 0}
              onClick={() => move(at, -1)}
            />
            <Button
              icon={<ArrowRightOutlined />}
              aria-label={say('board.later')}
              disabled={at === tiles.length - 1}
              onClick={() => move(at, 1)}
            />
            <Button
              icon={<DeleteOutlined />}
              aria-label={say('board.removeTile')}
              onClick={() => onChange(tiles.toSpliced(at, 1))}
            />
          </Space>
        </li>
      ))}
    </ol>
  )
}

interface EditingProps {
  board: Board
  nameOf: (tile: Tile) => string
  onDone: () => void
}

export function EditBoard({ board, nameOf, onDone }: EditingProps) {
  const say = useSay()
  const go = useGo()
  const [draft, change] = useState<BoardForm & { tiles: Tile[] }>({
    name: board.name,
    shared: board.shared,
    tiles: board.tiles,
  })
  const saving = useChange({
    run: () => put<Board>(`${BOARDS}/${board.id}`, draft),
    stale: [[BOARDS]],
    after: onDone,
  })
  const deleting = useChange({
    run: () => remove(`${BOARDS}/${board.id}`),
    stale: [[BOARDS]],
    done: say('board.deleted', { name: board.name }),
    after: () => go('/boards'),
  })
  return (
    <Section title={say('board.edit')}>
      <div className="fields">
        <label className="label" htmlFor="board-name">
          {say('board.name')}
          <Input
            id="board-name"
            maxLength={100}
            value={draft.name}
            onChange={(event) => change({ ...draft, name: event.target.value })}
          />
        </label>
        <Checkbox
          checked={draft.shared}
          onChange={(event) => change({ ...draft, shared: event.target.checked })}
        >
          {say('board.share')}
        </Checkbox>
        <Arrange
          tiles={draft.tiles}
          titles={draft.tiles.map(nameOf)}
          onChange={(tiles) => change({ ...draft, tiles })}
        />
        <Space wrap>
          <Button
            type="primary"
            disabled={!draft.name.trim()}
            loading={saving.isPending}
            onClick={() => saving.mutate()}
          >
            {say('do.save')}
          </Button>
          <Button onClick={onDone}>{say('do.cancel')}</Button>
          <Popconfirm
            title={say('board.deleteAsk', { name: board.name })}
            description={say('board.deleteText', { count: board.tiles.length })}
            okText={say('do.delete')}
            onConfirm={() => deleting.mutate()}
          >
            <Button danger>{say('board.delete')}</Button>
          </Popconfirm>
        </Space>
      </div>
    </Section>
  )
}

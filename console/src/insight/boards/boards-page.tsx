/** Boards: the one of AARRR that everybody begins with, one's own, and the shared ones. */

import { Button, Select } from 'antd'
import { useState } from 'react'
import { useParams } from 'react-router'
import { useSay } from '../../platform/language'
import { Page } from '../../platform/page'
import { useMay } from '../../platform/session/session'
import { Loaded } from '../../platform/states'
import { useGo } from '../../platform/url'
import { useBoards } from '../asking/pin'
import { useMetrics } from '../asking/questions'
import type { Tile } from '../asking/wire'
import { EditBoard, OwnBoard, useBoard } from './own'
import { KeepStarter, StarterBoard } from './starter'
import './boards.css'

function BoardPick({ id }: { id: string }) {
  const say = useSay()
  const go = useGo()
  const boards = useBoards().data ?? []
  const listed = (mine: boolean) =>
    boards.filter((one) => one.mine === mine).map((one) => ({ value: one.id, label: one.name }))
  const groups = [
    { label: say('board.mine'), options: listed(true) },
    { label: say('board.shared'), options: listed(false) },
  ]
  return (
    <div className="filters">
      <Select
        aria-label={say('board.which')}
        style={{ minWidth: 240 }}
        value={id}
        onChange={(next) => go(next ? `/boards/${next}` : '/boards')}
        options={[
          { value: '', label: say('board.starter') },
          ...groups.filter(({ options }) => options.length > 0),
        ]}
      />
    </div>
  )
}

function useNameOf() {
  const say = useSay()
  const metrics = useMetrics().data ?? []
  return ({ question }: Tile) =>
    question.kind === 'figure'
      ? (metrics.find(({ name }) => name === question.metric)?.title ?? question.metric)
      : say(`${question.kind}.title`)
}

function Kept({ id }: { id: string }) {
  const say = useSay()
  const may = useMay()('boards.write')
  const nameOf = useNameOf()
  const query = useBoard(id)
  const [edits, edit] = useState(false)
  return (
    <Page
      title={query.data?.name ?? say('board.title')}
      purpose={say(query.data?.shared ? 'board.purposeShared' : 'board.purposeOwn')}
      action={
        may &&
        !edits && (
          <Button type="primary" disabled={!query.data} onClick={() => edit(true)}>
            {say('board.edit')}
          </Button>
        )
      }
    >
      <BoardPick id={id} />
      <Loaded query={query}>
        {(board) =>
          edits ? (
            <EditBoard board={board} nameOf={nameOf} onDone={() => edit(false)} />
          ) : (
            <OwnBoard board={board} />
          )
        }
      </Loaded>
    </Page>
  )
}

export default function BoardsPage() {
  const say = useSay()
  const { id } = useParams()
  if (id) return <Kept key={id} id={id} />
  return (
    <Page title={say('board.title')} purpose={say('board.purpose')} action={<KeepStarter />}>
      <BoardPick id="" />
      <StarterBoard />
    </Page>
  )
}

/** The board of AARRR, which every brand has; kept to be changed. */

import { useQueries, useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { get, post } from '../../api/client'
import { useLanguage, useSay } from '../../platform/language'
import { Section } from '../../platform/page'
import { useMay } from '../../platform/session/session'
import { Loaded } from '../../platform/states'
import { useChange } from '../../platform/toast'
import { useGo } from '../../platform/url'
import { BOARDS } from '../asking/pin'
import { answerOf } from '../asking/questions'
import type { Board, BoardForm, Tile } from '../asking/wire'
import { STAGES } from '../figure/controls'
import { TileCard } from './tile'

type Starter = Omit<BoardForm, 'shared'> & { tiles: Tile[] }

export const useStarter = () =>
  useQuery({
    queryKey: ['/insight/starter-board'],
    queryFn: () => get<Starter>('/insight/starter-board'),
    staleTime: 300_000,
  })

/** Keeps the starter as a board of one's own. */
export function KeepStarter() {
  const say = useSay()
  const go = useGo()
  const starter = useStarter().data
  const keeping = useChange({
    run: () =>
      post<Board>(BOARDS, { name: say('board.starterName'), shared: false, tiles: starter?.tiles }),
    stale: [[BOARDS]],
    done: say('board.kept'),
    after: ({ id }) => go(`/boards/${id}`),
  })
  if (!useMay()('boards.write')) return null
  return (
    <Button
      type="primary"
      disabled={!starter}
      loading={keeping.isPending}
      onClick={() => keeping.mutate()}
    >
      {say('board.keep')}
    </Button>
  )
}

function Stages({ tiles }: { tiles: Tile[] }) {
  const say = useSay()
  const { language } = useLanguage()
  const queries = useQueries({
    queries: tiles.map(({ question }) => ({
      queryKey: ['/insight/answers', question, language],
      queryFn: ({ signal }: { signal: AbortSignal }) => answerOf(question, signal),
      staleTime: 60_000,
    })),
  })
  return (
    <div className="stack">
      {STAGES.map((stage) => {
        const own = tiles.flatMap((tile, at) => (tile.stage === stage ? [{ tile, at }] : []))
        if (own.length === 0) return null
        return (
          <Section key={stage} title={say(`aarrr.${stage}`)} note={say(`aarrr.${stage}Text`)}>
            <ul className="tiles">
              {own.map(({ tile, at }) => (
                <li key={at}>
                  <TileCard tile={tile} query={queries[at] ?? { data: undefined, error: null }} />
                </li>
              ))}
            </ul>
          </Section>
        )
      })}
    </div>
  )
}

export function StarterBoard() {
  return <Loaded query={useStarter()}>{({ tiles }) => <Stages tiles={tiles} />}</Loaded>
}

/** A tile: its question's answer in a figure; the whole of it leads to the page that asks. */

import type { UseQueryResult } from '@tanstack/react-query'
import { Skeleton } from 'antd'
import { Link } from 'react-router'
import { useSay } from '../../platform/language'
import { addressOf } from '../asking/question'
import type { Answered, Tile } from '../asking/wire'
import { useDigest } from './digest'
import { Trend } from './trend'

interface TileCardProps {
  tile: Tile
  query: Pick<UseQueryResult<Answered>, 'data' | 'error'>
}

export function TileCard({ tile, query: { data, error } }: TileCardProps) {
  const say = useSay()
  const digest = useDigest()
  if (error)
    return (
      <div className="tile-open">
        <strong>{tile.title || say('board.unanswered')}</strong>
        <p className="quiet">{error.message}</p>
      </div>
    )
  if (!data) return <Skeleton active title={false} paragraph={{ rows: 3 }} className="tile-open" />
  const { name, figure, note, worse, trend, against, shape } = digest(data)
  return (
    <Link to={addressOf(data.question)} className="tile-open">
      <span className="tile-name">{tile.title || name}</span>
      <strong className="tile-figure figure">{figure}</strong>
      <span className={worse ? 'tile-note tile-worse' : 'tile-note'}>
        {note ?? say('board.noCompare')}
      </span>
      <Trend values={trend} against={against} shape={shape} />
    </Link>
  )
}

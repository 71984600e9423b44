/** A chart: its finding as the title, its units, its figures as a table, every mark a way to people. */

import { Button, Skeleton } from 'antd'
import type { EChartsCoreOption } from 'echarts/core'
import { lazy, type ReactNode, Suspense, useState } from 'react'
import './chart.css'
import type { Picked } from './chart-drawn'
import { useSay } from './language'

const Drawn = lazy(() => import('./chart-drawn'))

export interface Figures {
  head: string[]
  rows: { cells: ReactNode[]; onPick?: () => void }[]
}

interface ChartProps {
  /** A sentence that says what the chart found. */
  title: string
  unit: string
  option: EChartsCoreOption
  /** The same figures, for who reads rather than sees; a row leads to the same people as its mark. */
  figures: Figures
  height?: number
  onPick?: (picked: Picked) => void
}

export function AsTable({ title, figures }: { title: string; figures: Figures }) {
  return (
    <table className="chart-table">
      <caption className="heard">{title}</caption>
      <thead>
        <tr>
          {figures.head.map((one) => (
            <th key={one} scope="col">
              {one}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {figures.rows.map(({ cells, onPick }, row) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a row has no other name
          <tr key={row}>
            {cells.map((cell, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the column is the place
              <td key={at} className={typeof cell === 'number' ? 'figure' : undefined}>
                {onPick && at === cells.length - 1 ? (
                  <Button type="link" onClick={onPick}>
                    {cell}
                  </Button>
                ) : (
                  cell
                )}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

export function Chart({ title, unit, option, figures, height = 280, onPick }: ChartProps) {
  const say = useSay()
  const [table, show] = useState(false)
  return (
    <figure className="chart">
      <figcaption>
        <span>
          <strong>{title}</strong>
          <span className="quiet">{unit}</span>
        </span>
        <Button type="text" aria-pressed={table} onClick={() => show(!table)}>
          {say(table ? 'chart.asPicture' : 'chart.asTable')}
        </Button>
      </figcaption>
      {table ? (
        <AsTable title={title} figures={figures} />
      ) : (
        <div role="img" aria-label={`${title} ${unit}`}>
          <Suspense fallback={<Skeleton.Node active style={{ width: '100%', height }} />}>
            <Drawn option={option} height={height} onPick={onPick} />
          </Suspense>
        </div>
      )}
    </figure>
  )
}

/** A chart: its finding as the title, its units, its figures as a table, every mark a way to people. */

import { Button } from 'antd'
import { BarChart, LineChart, SankeyChart } from 'echarts/charts'
import { AriaComponent, GridComponent, LegendComponent, TooltipComponent } from 'echarts/components'
import { type EChartsCoreOption, type EChartsType, init, use as uses } from 'echarts/core'
import { SVGRenderer } from 'echarts/renderers'
import { type ReactNode, use, useEffect, useRef, useState } from 'react'
import './chart.css'
import { dressed } from './chart-look'
import { useSay } from './language'
import { ShadeContext } from './shell/shade'

// A page that draws another kind registers it here, or the chart stays empty.
uses([
  AriaComponent,
  BarChart,
  GridComponent,
  LegendComponent,
  LineChart,
  SankeyChart,
  SVGRenderer,
  TooltipComponent,
])

/** What was clicked: the series, the name of the mark and its place among the marks. */
export interface Picked {
  series: string
  name: string
  at: number
  data: unknown
}

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

type DrawnProps = Required<Pick<ChartProps, 'option' | 'height'>> & Pick<ChartProps, 'onPick'>

function Drawn({ option, height, onPick }: DrawnProps) {
  const place = useRef<HTMLDivElement>(null)
  const chart = useRef<EChartsType>(null)
  const picked = useRef(onPick)
  picked.current = onPick
  const [shade] = use(ShadeContext)
  useEffect(() => {
    if (!place.current) return
    const made = init(place.current, undefined, { renderer: 'svg' })
    chart.current = made
    made.on('click', ({ seriesName = '', name, dataIndex, data }) =>
      picked.current?.({ series: seriesName, name, at: dataIndex, data }),
    )
    const watch = new ResizeObserver(() => made.resize())
    watch.observe(place.current)
    return () => {
      watch.disconnect()
      made.dispose()
    }
  }, [])
  useEffect(() => {
    chart.current?.setOption(dressed(option, shade), { notMerge: true })
  }, [option, shade])
  return <div ref={place} style={{ height }} className={onPick && 'chart-open'} />
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
          <Drawn option={option} height={height} onPick={onPick} />
        </div>
      )}
    </figure>
  )
}

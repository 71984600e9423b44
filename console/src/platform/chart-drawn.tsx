/** The drawing part of a chart, loaded when the first one is shown. */

import { BarChart, LineChart, SankeyChart, ScatterChart } from 'echarts/charts'
import { AriaComponent, GridComponent, LegendComponent, TooltipComponent } from 'echarts/components'
import { type EChartsCoreOption, type EChartsType, init, use as uses } from 'echarts/core'
import { SVGRenderer } from 'echarts/renderers'
import { use, useEffect, useRef } from 'react'
import { dressed } from './chart-look'
import { ShadeContext } from './shell/shade'

// A page that draws another kind registers it here, or the chart stays empty.
uses([
  AriaComponent,
  BarChart,
  GridComponent,
  LegendComponent,
  LineChart,
  SankeyChart,
  ScatterChart,
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

interface DrawnProps {
  option: EChartsCoreOption
  height: number
  onPick?: (picked: Picked) => void
}

export default function Drawn({ option, height, onPick }: DrawnProps) {
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

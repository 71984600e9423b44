/** How charts look: six colours that also differ in lightness, patterns over them, quiet axes. */

import type { EChartsCoreOption } from 'echarts/core'
import { FONT, type Shade } from './theme'

/** Dark to light and back, so that neighbours differ on a black-and-white print too. */
export const COLOURS: Record<Shade, string[]> = {
  light: ['#0b7a6b', '#d9a441', '#4a4540', '#8cc9bf', '#a5532a', '#bdb5ab'],
  dark: ['#3fb8a4', '#7c5a1c', '#ece8e3', '#1f6b5f', '#e39b72', '#665f57'],
}
const INK: Record<Shade, { text: string; quiet: string; line: string; sheet: string }> = {
  light: { text: '#24211e', quiet: '#6d665e', line: '#ebe7e2', sheet: '#ffffff' },
  dark: { text: '#ece8e3', quiet: '#a49c93', line: '#34312d', sheet: '#201f1c' },
}

type Part = Record<string, unknown>
const each = (given: unknown, put: Part): unknown =>
  Array.isArray(given) ? given.map((one) => worn(one, put)) : given && worn(given, put)
/** What the page says leads over the look, part by part. */
const worn = (given: unknown, put: Part): Part => {
  const own = given as Part
  const inner = Object.entries(put).map(([name, part]) => [
    name,
    own[name] !== null && typeof own[name] === 'object' && !Array.isArray(own[name])
      ? worn(own[name], part as Part)
      : (own[name] ?? part),
  ])
  return { ...own, ...Object.fromEntries(inner) }
}

/** `option` in the product's look. */
export function dressed(option: EChartsCoreOption, shade: Shade): EChartsCoreOption {
  const { text, quiet, line, sheet } = INK[shade]
  const axis = {
    axisLine: { lineStyle: { color: line } },
    axisTick: { show: false },
    axisLabel: { color: quiet, fontSize: 14 },
    splitLine: { lineStyle: { color: line } },
    nameTextStyle: { color: quiet, fontSize: 14 },
  }
  const { xAxis, yAxis, legend, series, tooltip = {}, ...rest } = option
  return {
    color: COLOURS[shade],
    animationDuration: 200,
    aria: { enabled: true, decal: { show: true } },
    grid: { left: 8, right: 16, top: 16, bottom: 8, outerBoundsMode: 'same' },
    textStyle: { color: text, fontFamily: FONT, fontSize: 14 },
    ...rest,
    tooltip: worn(tooltip, {
      backgroundColor: sheet,
      borderColor: line,
      textStyle: { color: text, fontSize: 14 },
    }),
    ...(series ? { series: each(series, { label: { color: text } }) } : {}),
    ...(xAxis ? { xAxis: each(xAxis, axis) } : {}),
    ...(yAxis ? { yAxis: each(yAxis, axis) } : {}),
    ...(legend
      ? { legend: each(legend, { itemGap: 24, textStyle: { color: text, fontSize: 14 } }) }
      : {}),
  }
}

import { expect, test } from 'vitest'
import { COLOURS, dressed } from './chart-look'

const lightness = (colour: string) => {
  const part = (at: number) => Number.parseInt(colour.slice(at, at + 2), 16)
  return (0.299 * part(1) + 0.587 * part(3) + 0.114 * part(5)) / 255
}

test.each(['light', 'dark'] as const)('neighbours differ in black and white, %s', (shade) => {
  expect(COLOURS[shade].length).toBe(6)
  for (const [at, colour] of COLOURS[shade].entries()) {
    const next = COLOURS[shade][(at + 1) % 6]!
    expect(Math.abs(lightness(colour) - lightness(next))).toBeGreaterThan(0.15)
  }
})

test('labels of marks are readable in the dark', () => {
  const drawn = dressed({ series: [{ type: 'sankey', label: { fontSize: 14 } }] }, 'dark')
  expect(drawn.series).toEqual([{ type: 'sankey', label: { fontSize: 14, color: '#ece8e3' } }])
})

test('what a page says of an axis leads over the look', () => {
  const drawn = dressed({ xAxis: { axisLabel: { color: 'red' }, type: 'time' } }, 'light')
  expect(drawn.xAxis).toMatchObject({
    type: 'time',
    axisLabel: { color: 'red', fontSize: 14 },
    axisTick: { show: false },
  })
})

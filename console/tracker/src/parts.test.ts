import { describe, expect, test } from 'vitest'
import { bounded, cameFrom, campaign, isOver, level, pathOf, type Told } from './parts'

const told = (n: number, x = ''): Told => ({ i: String(n), t: n, k: 'event', p: '/', x })

describe('the line of what waits', () => {
  test('keeps the newest fifty', () => {
    const line = bounded(Array.from({ length: 53 }, (_, n) => told(n)))
    expect(line.map((one) => one.t)).toEqual(Array.from({ length: 50 }, (_, n) => n + 3))
  })

  test('keeps at most 32 KB', () => {
    const line = bounded(Array.from({ length: 5 }, (_, n) => told(n, 'x'.repeat(10_000))))
    expect(line.map((one) => one.t)).toEqual([2, 3, 4])
    expect(JSON.stringify(line).length).toBeLessThanOrEqual(32 * 1024)
  })

  test('one that is too long for it alone is let go', () => {
    expect(bounded([told(1, 'x'.repeat(40_000))])).toEqual([])
  })
})

describe('what is told of an address', () => {
  test('only what says where someone came from', () => {
    const search =
      '?utm_source=wechat&utm_id=9&state=S001&phone=13912345678&gclid=a&fbclid=b&clickid=c&token=t'
    expect(campaign(search)).toEqual({
      utm_source: 'wechat',
      state: 'S001',
      gclid: 'a',
      fbclid: 'b',
      clickid: 'c',
    })
  })

  test('nothing that is empty, and nothing endless', () => {
    expect(campaign(`?utm_source=&state=${'x'.repeat(300)}`)).toEqual({ state: 'x'.repeat(200) })
  })

  test('the path, and that of a router behind the hash, without queries', () => {
    expect(pathOf({ pathname: '/a', hash: '' })).toBe('/a')
    expect(pathOf({ pathname: '/a', hash: '#top' })).toBe('/a')
    expect(pathOf({ pathname: '/', hash: '#/cart?phone=1' })).toBe('/#/cart')
    expect(pathOf({ pathname: '/', hash: '#!/cart' })).toBe('/#!/cart')
  })

  test('the host of another site that led here', () => {
    expect(cameFrom('https://mp.weixin.qq.com/s/abc?x=1', 'shop.example.com')).toBe(
      'mp.weixin.qq.com',
    )
    expect(cameFrom('https://shop.example.com/a', 'shop.example.com')).toBe('')
    expect(cameFrom('https://ann:secret@example.com/', 'shop.example.com')).toBe('')
    expect(cameFrom('', 'shop.example.com')).toBe('')
  })
})

describe('a visit', () => {
  const minute = 60_000
  const kept = { s: 'a', a: 100 * minute, u: '{"state":"S001"}' }

  test('ends after the pause, and with a clock that was set', () => {
    expect(isOver({}, 0, 30, '{}')).toBe(true)
    expect(isOver(kept, 130 * minute, 30, '{}')).toBe(false)
    expect(isOver(kept, 130 * minute + 1, 30, '{}')).toBe(true)
    expect(isOver(kept, 10 * minute, 30, '{}')).toBe(true)
  })

  test('ends where another campaign brought someone, not where the same did again', () => {
    expect(isOver(kept, 101 * minute, 30, '{"state":"S001"}')).toBe(false)
    expect(isOver(kept, 101 * minute, 30, '{"state":"S002"}')).toBe(true)
  })
})

test.each([
  [0, undefined, 0],
  [0, 1, 2],
  [0, 0, 0],
  [1, undefined, 1],
  [1, 1, 2],
  [1, 0, 0],
  [2, undefined, 2],
  [2, 0, 0],
] as const)('setting %s and consent %s tell %s', (setting, consent, much) => {
  expect(level(setting, consent)).toBe(much)
})

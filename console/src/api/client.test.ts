import { afterEach, expect, test, vi } from 'vitest'
import { ApiError, address, get, post, speak, whenSignedOut } from './client'

const asked: [string, RequestInit][] = []

function serverAnswers(status: number, body: unknown) {
  vi.stubGlobal('fetch', async (url: string, init: RequestInit) => {
    asked.push([url, init])
    return new Response(typeof body === 'string' ? body : JSON.stringify(body), { status })
  })
}

afterEach(() => {
  asked.length = 0
  vi.unstubAllGlobals()
})

test('empty filters are not asked for', () => {
  expect(address('/customers', { q: '', tag: null, staff: 'a b' })).toBe('/api/customers?staff=a+b')
})

test('a change carries the header that other sites cannot send, a reading does not', async () => {
  serverAnswers(200, {})
  await get('/tour')
  await post('/clock', { rate: 1 })
  expect(asked.map(([, init]) => 'X-Siyu' in (init.headers as object))).toEqual([false, true])
})

test('the server is asked in the language of the page and its own sentence is told', async () => {
  speak('zh-CN', '没有响应')
  const said = { code: 'CapTooSmall', message: '上限 3 小于 5。', data: { field: 'cap_per_day' } }
  serverAnswers(422, said)
  const error = (await post('/live-codes', {}).catch((one) => one)) as ApiError
  expect(asked[0]?.[1].headers).toMatchObject({ 'Accept-Language': 'zh-CN' })
  expect(error).toBeInstanceOf(ApiError)
  expect([error.status, error.code, error.message, error.field]).toEqual([
    422,
    'CapTooSmall',
    '上限 3 小于 5。',
    'cap_per_day',
  ])
})

test('an answer that is not ours is told as no answer', async () => {
  speak('en', 'no answer')
  serverAnswers(502, '<html>Bad Gateway</html>')
  await expect(get('/tour')).rejects.toMatchObject({ status: 502, message: 'no answer' })
})

test('401 signs out, but not when asking who is signed in', async () => {
  const left = vi.fn()
  whenSignedOut(left)
  serverAnswers(401, { code: 'SignInNeeded', message: 'Sign in.', data: {} })
  await get('/session').catch(() => {})
  expect(left).not.toHaveBeenCalled()
  await get('/customers').catch(() => {})
  expect(left).toHaveBeenCalledOnce()
})

test('a question that was given up is no trouble of the network, and another language is asked for', async () => {
  vi.stubGlobal('fetch', async (url: string, init: RequestInit) => {
    asked.push([url, init])
    init.signal?.throwIfAborted()
    return new Response('{}')
  })
  const ended = new AbortController()
  ended.abort()
  const how = { signal: ended.signal, language: 'en' }
  const error = (await post('/audiences/preview', {}, how).catch((one) => one)) as Error
  expect(error).not.toBeInstanceOf(ApiError)
  expect(error.name).toBe('AbortError')
  expect(asked[0]?.[1].headers).toMatchObject({ 'Accept-Language': 'en' })
})

/** The only door to the server: one function a verb, one error type. */

export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly data: Record<string, unknown> = {},
  ) {
    super(message)
  }

  /** The field of the form this is about, when the server names one. */
  get field(): string | null {
    return typeof this.data.field === 'string' ? this.data.field : null
  }
}

export type Query = Record<string, string | number | boolean | readonly string[] | null | undefined>

const settings = { language: 'en', onSignedOut: () => {}, offline: 'The server does not answer.' }

export function speak(language: string, offline: string): void {
  settings.language = language
  settings.offline = offline
}

export function whenSignedOut(act: () => void): void {
  settings.onSignedOut = act
}

export function address(path: string, query: Query = {}): string {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) {
    if (Array.isArray(value)) for (const one of value) search.append(name, one)
    else if (value !== null && value !== undefined && value !== '') search.set(name, String(value))
  }
  const text = search.toString()
  return `/api${path}${text ? `?${text}` : ''}`
}

async function problem(answer: Response): Promise<ApiError> {
  try {
    const body = await answer.json()
    if (typeof body?.message === 'string') {
      return new ApiError(answer.status, String(body.code), body.message, body.data ?? {})
    }
  } catch {
    // Not JSON: a proxy or a crash answered in the server's place.
  }
  return new ApiError(answer.status, `HTTP ${answer.status}`, settings.offline)
}

interface How {
  /** Ends the question when its answer is no longer waited for. */
  signal?: AbortSignal
  /** Another language than the console's. */
  language?: string
  /** How the answer is read, where it is not JSON. */
  read?: (answer: Response) => Promise<unknown>
}

async function call<T>(method: string, url: string, body?: unknown, how: How = {}): Promise<T> {
  const isFile = body instanceof Blob
  let answer: Response
  try {
    answer = await fetch(url, {
      method,
      credentials: 'same-origin',
      headers: {
        'Accept-Language': how.language ?? settings.language,
        // What a form on another site cannot send along with our cookie.
        ...(method === 'GET' ? {} : { 'X-Siyu': '1' }),
        ...(body === undefined || isFile ? {} : { 'Content-Type': 'application/json' }),
      },
      body: body === undefined || isFile ? body : JSON.stringify(body),
      signal: how.signal,
    })
  } catch (error) {
    if (how.signal?.aborted) throw error
    throw new ApiError(0, 'Offline', settings.offline)
  }
  if (!answer.ok) {
    const error = await problem(answer)
    if (error.status === 401 && !url.startsWith('/api/session')) settings.onSignedOut()
    throw error
  }
  if (how.read) return (await how.read(answer)) as T
  return (answer.status === 204 ? undefined : await answer.json()) as T
}

export const get = <T>(path: string, query?: Query) => call<T>('GET', address(path, query))
export const post = <T>(path: string, body: unknown = {}, how?: How) =>
  call<T>('POST', address(path), body, how)
export const put = <T>(path: string, body: unknown) => call<T>('PUT', address(path), body)
export const patch = <T>(path: string, body: unknown) => call<T>('PATCH', address(path), body)
export const remove = (path: string) => call<void>('DELETE', address(path))
/** A question whose answer is a file. */
export const fetched = (path: string, body: unknown) =>
  call<Blob>('POST', address(path), body, { read: (answer) => answer.blob() })
/** A file as the body, streamed by the browser. */
export const send = <T>(path: string, query: Query, file: File) =>
  call<T>('POST', address(path, query), file)

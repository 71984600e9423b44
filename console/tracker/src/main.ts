/**
 * The tracker: pages, clicks and events of a site, told to `/t/{key}`. No dependency, no global
 * but `siyu`. It runs in other people's pages: it must never throw there, nor change what they see.
 */

import {
  BATCH,
  bounded,
  cameFrom,
  campaign,
  isOver,
  type Kept,
  level,
  pathOf,
  type Told,
} from './parts'

/** The settings of the site, which the server puts around this script. */
declare const SIYU: { k: string; c: number; g: number; d: number; o: number }

type Command = [name: string, ...rest: unknown[]]
type More = Partial<Pick<Told, 'x' | 'y' | 'z'>>
interface Page extends Window {
  siyu?: { (...command: Command): void; q?: ArrayLike<unknown>[] }
}

const NAME = 'siyu'
const page = window as Page
const doc = document
const from = doc.currentScript as HTMLScriptElement | null
const address = from ? from.src.replace(/\.js(\?.*)?$/, '') : `/t/${SIYU.k}`
const dead =
  SIYU.d &&
  (navigator.doNotTrack === '1' ||
    (navigator as Navigator & { globalPrivacyControl?: boolean }).globalPrivacyControl)
const brought = campaign(location.search)

/** What stands in memory alone: all of it, where nothing may be kept. */
let memory: Kept = {}
let here = ''
/** The most that was told of how this page was come to: without an id, then with one. */
let landed = 0
let since = 0
let spent = 0
let sending = false
let waiting = 0
let beaconed = ''
let token: string | undefined

function id(): string {
  let text = ''
  for (const byte of crypto.getRandomValues(new Uint8Array(16))) {
    text += (byte + 256).toString(16).slice(1)
  }
  return text
}

function read(): Kept {
  try {
    const text = localStorage.getItem(NAME)
    if (text) return JSON.parse(text)
  } catch {
    // No storage here, or not ours: the cookie is left.
  }
  const found = /(?:^|; )siyu=(\w{32})/.exec(doc.cookie)
  return found ? { ...memory, v: found[1] } : memory
}

function keep(kept: Kept): void {
  memory = kept
  try {
    localStorage.setItem(NAME, JSON.stringify(kept))
  } catch {
    // Written at once or not at all: the page may be leaving.
    const age = kept.v ? 31536000 : 0
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store is slow to answer, and new
    doc.cookie = `${NAME}=${kept.v};path=/;max-age=${age};samesite=lax`
  }
}

const may = (kept: Kept) => (dead ? 0 : level(SIYU.c, kept.c))

function tell(k: Told['k'], more?: More): void {
  const kept = read()
  const much = may(kept)
  if (!much) return
  const now = Date.now()
  const told: Told = { i: id(), t: now, k, p: here, ...more }
  const came = JSON.stringify(brought)
  const first = landed < much
  if (first) {
    landed = much
    told.r = cameFrom(doc.referrer, location.host) || undefined
    if (came !== '{}') told.u = brought
  }
  if (much > 1) {
    if (isOver(kept, now, SIYU.g, first ? came : '{}')) {
      kept.s = id()
      kept.u = came
    }
    kept.v = told.v = kept.v || id()
    told.s = kept.s
    kept.a = now
    kept.q = bounded([...(kept.q || []), told])
    keep(kept)
  } else {
    memory.q = bounded([...(memory.q || []), told])
  }
  later(300)
}

function later(wait: number): void {
  clearTimeout(waiting)
  waiting = setTimeout(send, wait) as unknown as number
}

/** Send what waits. What was taken goes; what may not have arrived is sent again under its id. */
function send(leaving?: unknown): void {
  const kept = read()
  const much = may(kept)
  const queue = (much > 1 ? kept.q : memory.q) || []
  const batch = queue.slice(0, BATCH)
  if ((!batch[0] && !kept.f) || (sending && leaving !== 1) || navigator.onLine === false) return
  const body = JSON.stringify({ n: Date.now(), c: kept.c, f: kept.f, e: much ? batch : [] })
  if (leaving === 1) {
    const last = batch.length ? (batch[batch.length - 1] as Told).i : ''
    if (last === beaconed) return
    beaconed = last
    // Whether it arrived is never told: the next page sends these again, and they count once.
    navigator.sendBeacon?.(address, body)
    if (much < 2) memory.q = []
    return
  }
  sending = true
  fetch(address, { method: 'POST', body, keepalive: true, credentials: 'omit' })
    .then((answer) => {
      if (answer.status > 499 || answer.status === 429) throw 0
      taken(batch, kept.f)
      sending = false
      send()
    })
    .catch(() => {
      sending = false
      later(30000)
    })
}

function taken(batch: Told[], forgotten?: string): void {
  const gone = new Set(batch.map((one) => one.i))
  const rest = (queue: Told[] = []) => queue.filter((one) => !gone.has(one.i))
  const kept = read()
  kept.q = rest(kept.q)
  memory.q = rest(memory.q)
  if (kept.f === forgotten) delete kept.f
  // Where nothing is kept there is nothing to write back.
  if (kept.v || kept.c !== undefined) keep(kept)
}

function look(): void {
  since = doc.visibilityState === 'hidden' ? 0 : performance.now()
}

function leave(): void {
  if (since) spent += performance.now() - since
  since = 0
  const seconds = Math.round(spent / 1000)
  if (seconds && here) {
    spent = 0
    tell('leave', { y: seconds })
  }
}

/** A page is seen: the one that loaded, or one that a router put in its place. */
function view(): void {
  leave()
  here = pathOf(location)
  spent = 0
  look()
  tell('page')
}

function moved(): void {
  if (here && pathOf(location) !== here) view()
}

const commands: Record<string, (...rest: never[]) => void> = {
  page: view,
  track: (x: string, y?: number, z?: Record<string, number>) => tell('event', { x, y, z }),
  identify(given?: string) {
    const kept = read()
    token = given
    // Held until somebody may be known.
    if (may(kept) < 2) return
    const end = given && String(given).slice(-20)
    if (given && kept.t !== end) tell('identify', { x: given })
    const now = read()
    // Somebody signed out: whoever comes next in this browser is somebody else.
    if (!given) now.v = now.s = undefined
    now.t = end
    keep(now)
  },
  consent(yes: unknown) {
    const kept = read()
    if (!yes) {
      keep({ c: 0, f: kept.v || kept.f })
      later(0)
    } else if (kept.c !== 1) {
      const before = may(kept)
      keep({ ...kept, c: 1 })
      if (here && !before) {
        // What was in sight before nobody agreed to have counted.
        here = ''
        view()
      }
      if (token) commands.identify?.(token as never)
    }
  },
}

function obey(command: ArrayLike<unknown>): void {
  try {
    commands[command[0] as string]?.(...(Array.prototype.slice.call(command, 1) as never[]))
  } catch {
    // The page is more important than what is counted on it.
  }
}

function watch(name: 'pushState' | 'replaceState'): void {
  const before = history[name]
  history[name] = function (this: History, ...rest: Parameters<History['pushState']>) {
    before.apply(this, rest)
    moved()
  }
}

function clicked(event: Event): void {
  const at = event.target as Element
  const named = at.closest?.('[data-siyu]')
  const link = SIYU.o ? at.closest?.<HTMLAnchorElement>('a[href]') : null
  if (named) tell('click', { x: named.getAttribute('data-siyu') || '' })
  else if (link?.host && link.host !== location.host) tell('click', { x: `→ ${link.host}` })
}

function begin(): void {
  const asked = page.siyu?.q || []
  page.siyu = function () {
    // biome-ignore lint/complexity/noArguments: as the stub in the page does
    obey(arguments)
  }
  for (let at = 0; at < asked.length; at++) obey(asked[at] as ArrayLike<unknown>)
  if (!here) view()
  later(300)
  watch('pushState')
  watch('replaceState')
  addEventListener('popstate', moved)
  addEventListener('hashchange', moved)
  addEventListener('online', () => send())
  addEventListener('pageshow', look)
  addEventListener('pagehide', () => {
    leave()
    send(1)
  })
  doc.addEventListener('visibilitychange', () => {
    if (doc.visibilityState === 'hidden') {
      leave()
      send(1)
    } else look()
  })
  doc.addEventListener('click', clicked, true)
}

if ((doc as Document & { prerendering?: boolean }).prerendering) {
  doc.addEventListener('prerenderingchange', begin, { once: true })
} else begin()

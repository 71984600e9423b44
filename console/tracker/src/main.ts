/**
 * The tracker: pages, clicks and events of a site, told to `/t/{key}`. No dependency, no global
 * but `siyu`. It runs in other people's pages: it must never throw there, nor change what they see.
 */

import { keep, may, read, unkept } from './keeping'
import { pathOf } from './parts'
import { site } from './site'
import { at, later, send, tell } from './telling'

type Command = [name: string, ...rest: unknown[]]
interface Page extends Window {
  siyu?: { (...command: Command): void; q?: ArrayLike<unknown>[] }
}

const page = window as Page
const doc = document

/** Since when the page is in sight, and for how long it was before. */
let since = 0
let spent = 0
let token: string | undefined

function look(): void {
  since = since || (doc.visibilityState === 'hidden' ? 0 : performance.now())
}

function leave(): void {
  if (since) spent += performance.now() - since
  since = 0
  const seconds = Math.round(spent / 1000)
  if (seconds && at.page) {
    spent = 0
    tell('leave', { y: seconds })
  }
}

/** A page is seen: the one that loaded, or one that a router put in its place. */
function view(): void {
  leave()
  at.page = pathOf(location)
  spent = 0
  look()
  tell('page')
}

function moved(): void {
  if (at.page && pathOf(location) !== at.page) view()
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
      unkept.q = []
      later(0)
    } else if (kept.c !== 1) {
      const before = may(kept)
      keep({ ...kept, c: 1 })
      if (at.page && !before) {
        // What was in sight before nobody agreed to have counted.
        at.page = ''
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
  const on = event.target as Element
  const named = on.closest?.('[data-siyu]')
  const link = site.o ? on.closest?.<HTMLAnchorElement>('a[href]') : null
  if (named) tell('click', { x: named.getAttribute('data-siyu') || '' })
  else if (link?.host && link.host !== location.host) tell('click', { x: `→ ${link.host}` })
}

function begin(): void {
  const asked = page.siyu?.q || []
  page.siyu = function () {
    // biome-ignore lint/complexity/noArguments: as the stub in the page does
    obey(arguments)
  }
  // What was asked before the script had come: consent before the first page, the rest after it.
  const early = (one: ArrayLike<unknown>) => one[0] === 'consent'
  asked.filter(early).forEach(obey)
  view()
  for (const one of asked) if (!early(one) && one[0] !== 'page') obey(one)
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

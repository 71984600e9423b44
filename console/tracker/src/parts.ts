/** What the tracker decides: pure, so that it can be tried without a browser. */

/** As the server reads it, see `wire.py`; short names, for all of it travels with every page. */
export interface Told {
  i: string
  t: number
  k: 'page' | 'leave' | 'click' | 'event' | 'identify'
  p: string
  v?: string
  s?: string
  x?: string
  y?: number
  z?: Record<string, number>
  u?: Record<string, string>
  r?: string
}

/** What this browser keeps. */
export interface Kept {
  /** The visitor, the visit, when it last did something, and by which campaign it came. */
  v?: string
  s?: string
  a?: number
  u?: string
  /** 1 agreed, 0 refused. */
  c?: 0 | 1
  /** The end of the last token that was told. */
  t?: string
  /** A visitor that the server has yet to forget. */
  f?: string
  /** What was not yet taken. */
  q?: Told[]
}

export const BATCH = 20
const MOST_KEPT = 50
const MOST_CHARACTERS = 32 * 1024

/** The newest events that may be kept: at most fifty, and at most 32 KB of them. */
export function bounded(queue: Told[]): Told[] {
  const kept = queue.slice(-MOST_KEPT)
  while (JSON.stringify(kept).length > MOST_CHARACTERS) kept.shift()
  return kept
}

const SAID =
  /^(utm_(source|medium|campaign|term|content)|state|[gt]t?clid|gbraid|msclkid|fbclid|clickid|bd_vid|gdt_vid|qz_gdt)$/

/** The parameters of an address that say where someone came from; nothing else of it is told. */
export function campaign(search: string): Record<string, string> {
  const found: Record<string, string> = {}
  new URLSearchParams(search).forEach((value, name) => {
    if (SAID.test(name) && value) found[name] = value.slice(0, 200)
  })
  return found
}

/** The path of a page, with the path of a router that keeps it behind the `#`. No query. */
export function pathOf(place: { pathname: string; hash: string }): string {
  return place.pathname + (/^#!?\//.test(place.hash) ? place.hash.split('?')[0] : '')
}

/** The host of another site that led here; empty for our own pages and for none. */
export function cameFrom(referrer: string, host: string): string {
  const from = /^https?:\/\/([^/?#@]+)(?=[/?#]|$)/.exec(referrer)?.[1] ?? ''
  return from === host ? '' : from
}

/** Whether a visit has ended: after the site's pause, or where another campaign brought someone. */
export function isOver(kept: Kept, now: number, gapMinutes: number, brought: string): boolean {
  return (
    !kept.s ||
    Math.abs(now - (kept.a ?? 0)) > gapMinutes * 60000 ||
    (brought !== '{}' && brought !== kept.u)
  )
}

/** How much may be told: 0 nothing, 1 without an id, 2 all. A no is a no under each setting. */
export function level(setting: number, consent: 0 | 1 | undefined): number {
  return consent === undefined ? setting : consent * 2
}

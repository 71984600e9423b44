/** What is told, in a line that outlives the page, and how it gets to the server. */

import { id, keep, may, read, unkept } from './keeping'
import { BATCH, bounded, cameFrom, campaign, isOver, type Told } from './parts'
import { site } from './site'

type More = Partial<Pick<Told, 'x' | 'y' | 'z'>>

const from = document.currentScript as HTMLScriptElement | null
const address = from ? from.src.replace(/\.js(\?.*)?$/, '') : `/t/${site.k}`
const brought = campaign(location.search)

/** The page in sight. */
export const at = { page: '' }

/** The most that was told of how this page was come to: without an id, then with one. */
let landed = 0
let sending = false
let waiting = 0
let beaconed = ''

export function tell(k: Told['k'], more?: More): void {
  const kept = read()
  const much = may(kept)
  if (!much) return
  const now = Date.now()
  const told: Told = { i: id(), t: now, k, p: at.page, ...more }
  const came = JSON.stringify(brought)
  const first = landed < much
  if (first) {
    landed = much
    told.r = cameFrom(document.referrer, location.host) || undefined
    if (came !== '{}') told.u = brought
  }
  if (much > 1) {
    if (isOver(kept, now, site.g, first ? came : '{}')) {
      kept.s = id()
      kept.u = came
    }
    kept.v = told.v = kept.v || id()
    told.s = kept.s
    kept.a = now
    kept.q = bounded([...(kept.q || []), told])
    keep(kept)
  } else {
    unkept.q = bounded([...(unkept.q || []), told])
  }
  later(300)
}

export function later(wait: number): void {
  clearTimeout(waiting)
  waiting = setTimeout(send, wait) as unknown as number
}

/** Send what waits. What was taken goes; what may not have arrived is sent again under its id. */
export function send(leaving?: unknown): void {
  const kept = read()
  const much = may(kept)
  const queue = (much > 1 ? kept.q : unkept.q) || []
  const batch = queue.slice(0, BATCH)
  if ((!batch[0] && !kept.f) || (sending && leaving !== 1) || navigator.onLine === false) return
  const body = JSON.stringify({ n: Date.now(), c: kept.c, f: kept.f, e: much ? batch : [] })
  if (leaving === 1) {
    const last = batch.length ? (batch[batch.length - 1] as Told).i : ''
    if (last === beaconed) return
    beaconed = last
    // Whether it arrived is never told: the next page sends these again, and they count once.
    navigator.sendBeacon?.(address, body)
    if (much < 2) unkept.q = []
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
  unkept.q = rest(unkept.q)
  if (kept.f === forgotten) delete kept.f
  // Where nothing is kept there is nothing to write back.
  if (kept.v || kept.c !== undefined) keep(kept)
}

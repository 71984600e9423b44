/** What this browser keeps, as far as it may keep anything. */

import { type Kept, level } from './parts'
import { site } from './site'

const NAME = 'siyu'
const doc = document
const asks = navigator as Navigator & { globalPrivacyControl?: boolean }
const dead = site.d && (asks.doNotTrack === '1' || asks.globalPrivacyControl)

/** What stands in memory alone: all of it, where nothing may be kept. */
let memory: Kept = {}

/** What was told of this page where nothing may be kept, and waits. */
export const unkept: { q?: Kept['q'] } = {}

export function id(): string {
  let text = ''
  for (const byte of crypto.getRandomValues(new Uint8Array(16))) {
    text += (byte + 256).toString(16).slice(1)
  }
  return text
}

export function read(): Kept {
  try {
    const text = localStorage.getItem(NAME)
    if (text) return JSON.parse(text)
  } catch {
    // No storage here, or not ours: the cookie is left.
  }
  const found = /(?:^|; )siyu=(\w{32})/.exec(doc.cookie)
  return found ? { ...memory, v: found[1] } : memory
}

export function keep(kept: Kept): void {
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

/** How much may be told: 0 nothing, 1 without an id, 2 all. */
export const may = (kept: Kept) => (dead ? 0 : level(site.c, kept.c))

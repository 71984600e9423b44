/** How often a page that people watch asks again: what happened is seen within three seconds. */
export const LIVE_MS = 2_000

/** The settings of the site, which the server puts around the script: see `snippet.py`. */
declare const SIYU: {
  /** The write key; the consent mode, 0 needed, 1 anonymous, 2 not needed. */
  k: string
  c: number
  /** The minutes after which a visit ends; 1 if asking not to be tracked counts, and if links out do. */
  g: number
  d: number
  o: number
}

export const site = SIYU

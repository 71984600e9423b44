/** What a tile shows, and what makes it of each kind of answer. */

import type { Answered, Kind } from '../asking/wire'

export interface Digest {
  name: string
  figure: string
  /** How it stands against something, or what the figure is of. */
  note: string | null
  /** Whether it went the wrong way. */
  worse?: boolean
  trend: (number | null)[]
  against?: (number | null)[]
  shape: 'line' | 'bars'
}

export type Digesters = { [K in Kind]: (answered: Answered<K>) => Digest }

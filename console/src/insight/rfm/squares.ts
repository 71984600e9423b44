/** The cells of RFM folded into the squares of a map. Pure. */

import type { ScoreCell } from '../asking/wire'

export interface Square {
  recency: number
  frequency: number
  people: number
  /** By the score of money, from 1 to 5. */
  money: { people: number; money: number }[]
}

const SCORES = [1, 2, 3, 4, 5]

/** All 25 squares, those without people too. */
export function squares(cells: ScoreCell[]): Square[] {
  return SCORES.flatMap((recency) =>
    SCORES.map((frequency) => {
      const money = SCORES.map((score) => {
        const found = cells.find(
          ({ scores: [r, f, m] }) => r === recency && f === frequency && m === score,
        )
        return { people: found?.people ?? 0, money: found?.money ?? 0 }
      })
      const people = money.reduce((sum, one) => sum + one.people, 0)
      return { recency, frequency, people, money }
    }),
  )
}

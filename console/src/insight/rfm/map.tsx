/** Recency across, frequency up; in each square five bars for money, and beside it its people. */

import { Button } from 'antd'
import { useState } from 'react'
import { useFormats } from '../../platform/format'
import { useLanguage, useSay } from '../../platform/language'
import { Section } from '../../platform/page'
import { Note } from '../../platform/states'
import { useOpenPeople } from '../asking/people'
import type { Answered } from '../asking/wire'
import { type Square, squares } from './squares'
import '../../platform/chart.css'

const SCORES = [1, 2, 3, 4, 5]
/** Of the accent, in percent: the ink stays readable on it. */
const DEEPEST = 56

function Five({ square }: { square: Square }) {
  const most = Math.max(...square.money.map(({ people }) => people), 1)
  return (
    <svg className="rfm-five" viewBox="0 0 40 16" aria-hidden="true">
      {square.money.map(({ people }, at) => {
        const height = (people / most) * 15
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: a bar is its score
          <rect key={at} x={at * 8 + 1} width="6" y={16 - height} height={height} />
        )
      })}
    </svg>
  )
}

interface SquareProps {
  square: Square
  most: number
  isChosen: boolean
  onChoose: () => void
}

function SquareButton({ square, most, isChosen, onChoose }: SquareProps) {
  const say = useSay()
  const format = useFormats()
  const { recency, frequency, people } = square
  const depth = Math.sqrt(people / most)
  return (
    <td>
      <button
        type="button"
        className={isChosen ? 'rfm-square rfm-chosen' : 'rfm-square'}
        aria-pressed={isChosen}
        aria-label={say('rfm.square', { recency, frequency, count: format.number(people) })}
        style={{
          background: `color-mix(in srgb, var(--accent) ${Math.round(depth * DEEPEST)}%, var(--sheet))`,
          color: 'var(--text)',
        }}
        onClick={onChoose}
      >
        <span className="figure">{format.number(people)}</span>
        {people > 0 && <Five square={square} />}
      </button>
    </td>
  )
}

function Chosen({ square }: { square: Square }) {
  const say = useSay()
  const format = useFormats()
  const open = useOpenPeople()
  const { recency, frequency, money } = square
  return (
    <div className="rfm-side">
      <h2>{say('rfm.chosen', { recency, frequency })}</h2>
      <table className="chart-table">
        <thead>
          <tr>
            <th scope="col">{say('rfm.money')}</th>
            <th scope="col" className="rfm-right">
              {say('rfm.spent')}
            </th>
            <th scope="col">{say('ask.unit.people')}</th>
          </tr>
        </thead>
        <tbody>
          {money.map((one, at) => {
            const score = at + 1
            const count = format.number(one.people)
            return (
              <tr key={score}>
                <td>M{score}</td>
                <td className="figure rfm-right">{format.money(one.money)}</td>
                <td className="figure">
                  {open && one.people > 0 ? (
                    <Button
                      type="link"
                      className="count-button"
                      onClick={() =>
                        open(say('rfm.cell', { recency, frequency, money: score }), {
                          scores: [recency, frequency, score],
                        })
                      }
                    >
                      {count}
                    </Button>
                  ) : (
                    count
                  )}
                </td>
              </tr>
            )
          })}
        </tbody>
      </table>
    </div>
  )
}

export function RfmMap({ out }: Answered<'rfm'>) {
  const say = useSay()
  const format = useFormats()
  const { language } = useLanguage()
  const found = squares(out.answer.cells)
  const [chosen, choose] = useState<[number, number]>([5, 5])
  const at = (recency: number, frequency: number) =>
    found.find((one) => one.recency === recency && one.frequency === frequency)
  const most = Math.max(...found.map(({ people }) => people), 1)
  const square = at(...chosen)
  const [first] = out.answer.groups
  const { recency, frequency, money } = out.answer.cuts
  if (out.answer.people === 0)
    return <Note shape="empty" title={say('rfm.nobody')} text={say('funnel.nobodyText')} />
  return (
    <Section
      title={
        first
          ? say('rfm.finding', {
              name: language === 'en' ? first.title_en : first.title_zh,
              people: format.percent(first.rate),
              money: format.percent(
                first.money /
                  Math.max(
                    out.answer.groups.reduce((sum, one) => sum + one.money, 0),
                    1,
                  ),
              ),
            })
          : say('rfm.title')
      }
      note={say('rfm.read')}
    >
      <div className="rfm">
        <table className="rfm-map" aria-label={say('rfm.map')}>
          <tbody>
            {SCORES.toReversed().map((frequency) => (
              <tr key={frequency}>
                <th scope="row">F{frequency}</th>
                {SCORES.map((recency) => {
                  const one = at(recency, frequency)
                  return (
                    one && (
                      <SquareButton
                        key={recency}
                        square={one}
                        most={most}
                        isChosen={chosen[0] === recency && chosen[1] === frequency}
                        onChoose={() => choose([recency, frequency])}
                      />
                    )
                  )
                })}
              </tr>
            ))}
            <tr>
              <td />
              {SCORES.map((recency) => (
                <th key={recency} scope="col">
                  R{recency}
                </th>
              ))}
            </tr>
          </tbody>
        </table>
        {square && <Chosen square={square} />}
      </div>
      <p className="quiet">
        {say('rfm.cuts', {
          recency: recency.map(format.number).join(' / '),
          frequency: frequency.map(format.number).join(' / '),
          money: money.map(format.money).join(' / '),
        })}
      </p>
    </Section>
  )
}

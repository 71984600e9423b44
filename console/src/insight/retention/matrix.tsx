/** Cohorts down, periods across: shade and number say the same; each cell leads to its people. */

import { Segmented } from 'antd'
import { useState } from 'react'
import { useFormats } from '../../platform/format'
import { useSay } from '../../platform/language'
import { Section } from '../../platform/page'
import { Note } from '../../platform/states'
import { useOpenPeople } from '../asking/people'
import { bucket } from '../asking/said'
import type { Answered, Cohort } from '../asking/wire'
import './retention.css'

/** Of the accent, in percent. */
const DEEPEST = 56

type Shown = 'rate' | 'people'

interface HeatProps {
  rate: number
  most: number
  text: string
  title: string
  isWhole: boolean
  onOpen?: () => void
}

/** One cell; the shade never gets so deep that the ink would be lost on it. */
function Heat({ rate, most, text, title, isWhole, onOpen }: HeatProps) {
  const depth = most > 0 ? rate / most : 0
  const style = {
    background: `color-mix(in srgb, var(--accent) ${Math.round(depth * DEEPEST)}%, var(--sheet))`,
    color: 'var(--text)',
  }
  return (
    <td className={isWhole ? 'heat' : 'heat heat-open'}>
      <button type="button" style={style} title={title} disabled={!onOpen} onClick={onOpen}>
        {text}
        {!isWhole && '*'}
      </button>
    </td>
  )
}

function useCells({ question }: Answered<'retention'>, shown: Shown) {
  const say = useSay()
  const format = useFormats()
  const open = useOpenPeople()
  const at = (cohort: Cohort) => bucket(format, question.grain, cohort.at)
  const period = (count: number) =>
    say(`retention.period.${question.grain}`, { count: format.number(count) })
  const cell = (cohort: Cohort, column: number, most: number) => {
    const kept = cohort.kept[column]
    if (!kept) return <td key={column} />
    const title = say('retention.cell', {
      at: at(cohort),
      period: period(column + 1),
      people: format.number(kept.people),
      of: format.number(cohort.people),
    })
    return (
      <Heat
        key={column}
        rate={kept.rate}
        most={most}
        text={shown === 'rate' ? format.percent(kept.rate) : format.number(kept.people)}
        title={title}
        isWhole={kept.is_whole}
        onOpen={
          open && kept.people > 0
            ? () => open(title, { at: cohort.at, period: column + 1 })
            : undefined
        }
      />
    )
  }
  return { at, period, cell, open }
}

export function RetentionMatrix(answered: Answered<'retention'>) {
  const { cohorts, average_rates: averages } = answered.out.answer
  const say = useSay()
  const format = useFormats()
  const [shown, show] = useState<Shown>('rate')
  const { at, period, cell, open } = useCells(answered, shown)
  const rates = cohorts.flatMap(({ kept }) => kept.map(({ rate }) => rate))
  const most = Math.max(...rates, 0)
  const columns = averages.map((_, column) => column)
  const openEnded = cohorts.some(({ kept }) => kept.some((one) => !one.is_whole))
  if (cohorts.every(({ people }) => people === 0))
    return <Note shape="empty" title={say('retention.nobody')} text={say('funnel.nobodyText')} />
  return (
    <Section
      title={say('retention.finding', {
        rate: averages[0] === null || averages[0] === undefined ? '—' : format.percent(averages[0]),
        period: period(1),
      })}
      note={say('retention.unit')}
      action={
        <Segmented
          value={shown}
          onChange={show}
          options={[
            { value: 'rate' as const, label: say('retention.rate') },
            { value: 'people' as const, label: say('ask.unit.people') },
          ]}
        />
      }
    >
      <div className="matrix-frame">
        <table className="matrix" aria-label={say('retention.title')}>
          <thead>
            <tr>
              <th scope="col">{say('retention.cohort')}</th>
              <th scope="col">{say('ask.unit.people')}</th>
              {columns.map((column) => (
                <th key={column} scope="col">
                  {period(column + 1)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            <tr className="matrix-average">
              <th scope="row">{say('retention.average')}</th>
              <td className="figure" />
              {columns.map((column) => (
                <td key={column} className="figure">
                  {averages[column] === null || averages[column] === undefined
                    ? ''
                    : format.percent(averages[column])}
                </td>
              ))}
            </tr>
            {cohorts.map((cohort) => (
              <tr key={cohort.at}>
                <th scope="row">{at(cohort)}</th>
                <td className="figure">
                  <button
                    type="button"
                    className="matrix-size"
                    disabled={!open || cohort.people === 0}
                    onClick={() =>
                      open?.(say('retention.entered', { at: at(cohort) }), {
                        at: cohort.at,
                        period: 0,
                      })
                    }
                  >
                    {format.number(cohort.people)}
                  </button>
                </td>
                {columns.map((column) => cell(cohort, column, most))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {openEnded && <p className="quiet matrix-note">{say('retention.openEnded')}</p>}
    </Section>
  )
}

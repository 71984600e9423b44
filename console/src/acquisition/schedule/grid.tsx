/** Seven days by twenty-four hours, painted by dragging or with the keyboard. */

import { type KeyboardEvent, useEffect, useState } from 'react'
import { useSay } from '../../platform/language'
import { MOST_GROUPS } from './brushes'
import { type Area, area, row, type Slot } from './slots'
import { clock, endClock, type Group } from './times'

const DAYS = [1, 2, 3, 4, 5, 6, 7] as const
const HOURS = Array.from({ length: 24 }, (_, hour) => hour)
interface Cell {
  day: number
  hour: number
}

interface GridProps {
  groups: Group[]
  slots: Slot[]
  onPaint: (area: Area) => void
}

function Bars({ groups, slots, day }: { groups: Group[]; slots: Slot[]; day: number }) {
  return row(slots, day).map(({ from, to, slot }) => {
    const at = groups.findIndex((group) => group.key === slot.group)
    const title = groups[at]?.title ?? ''
    return (
      <span
        key={`${slot.group}/${from}`}
        className={`bar group-${at % MOST_GROUPS}`}
        style={{ left: `${from / 14.4}%`, width: `${(to - from) / 14.4}%` }}
        title={`${title} ${clock(slot.start)}–${endClock(slot.end)}`}
      >
        <b>{title}</b>
      </span>
    )
  })
}

const MOVES: Record<string, [number, number]> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
}
const within = (value: number, low: number, high: number) => Math.min(high, Math.max(low, value))

function useStroke(onPaint: (area: Area) => void) {
  const [from, setFrom] = useState<Cell | null>(null)
  const [to, setTo] = useState<Cell | null>(null)
  const drop = () => {
    setFrom(null)
    setTo(null)
  }
  useEffect(() => {
    if (!from || !to) return
    const end = () => {
      onPaint(area(from, to))
      setFrom(null)
      setTo(null)
    }
    window.addEventListener('pointerup', end)
    window.addEventListener('pointercancel', drop)
    return () => {
      window.removeEventListener('pointerup', end)
      window.removeEventListener('pointercancel', drop)
    }
  })
  const start = (cell: Cell) => {
    setFrom(cell)
    setTo(cell)
  }
  return { start, over: (cell: Cell) => from && setTo(cell), marked: from && to && area(from, to) }
}

export function Grid({ groups, slots, onPaint }: GridProps) {
  const say = useSay()
  const [focus, setFocus] = useState<Cell>({ day: 1, hour: 9 })
  const stroke = useStroke(onPaint)
  const name = ({ day, hour }: Cell) =>
    say('week.cell', { day: say(`weekday.${day as 1}`), hour, next: hour + 1 })
  const held = ({ day, hour }: Cell) =>
    row(slots, day)
      .filter(({ from, to }) => from < (hour + 1) * 60 && to > hour * 60)
      .map(({ slot }) => groups.find((group) => group.key === slot.group)?.title)
      .join(', ')
  const marked = ({ day, hour }: Cell) =>
    stroke.marked !== null &&
    day >= stroke.marked.days[0] &&
    day <= stroke.marked.days[1] &&
    hour >= stroke.marked.hours[0] &&
    hour <= stroke.marked.hours[1]
  const onKey = (event: KeyboardEvent, cell: Cell) => {
    const move = MOVES[event.key]
    if (event.key === ' ' || event.key === 'Enter') onPaint(area(cell, cell))
    else if (move) {
      const next = {
        day: within(cell.day + move[0], 1, 7),
        hour: within(cell.hour + move[1], 0, 23),
      }
      if (event.shiftKey) onPaint(area(cell, next))
      setFocus(next)
      document.getElementById(`cell-${next.day}-${next.hour}`)?.focus()
    } else return
    event.preventDefault()
  }
  return (
    <div className="week">
      <div className="week-hours figure quiet" aria-hidden="true">
        {[...HOURS, 24]
          .filter((hour) => hour % 3 === 0)
          .map((hour) => (
            <span key={hour}>{hour}</span>
          ))}
      </div>
      {/* biome-ignore lint/a11y/useSemanticElements: cells are buttons laid over bars */}
      <div role="grid" aria-label={say('week.grid')}>
        {DAYS.map((day) => (
          // biome-ignore lint/a11y: a row only groups its cells
          <div role="row" className="week-day" key={day}>
            <span className="week-name">{say(`weekday.${day}`)}</span>
            <div className="week-line">
              {HOURS.map((hour) => {
                const cell = { day, hour }
                return (
                  <button
                    type="button"
                    key={hour}
                    id={`cell-${day}-${hour}`}
                    tabIndex={focus.day === day && focus.hour === hour ? 0 : -1}
                    aria-label={`${name(cell)} ${held(cell)}`}
                    className={marked(cell) ? 'cell marked' : 'cell'}
                    onPointerDown={(event) => {
                      event.currentTarget.releasePointerCapture?.(event.pointerId)
                      stroke.start(cell)
                    }}
                    onPointerEnter={() => stroke.over(cell)}
                    onFocus={() => setFocus(cell)}
                    onKeyDown={(event) => onKey(event, cell)}
                  />
                )
              })}
              <Bars groups={groups} slots={slots} day={day} />
            </div>
          </div>
        ))}
      </div>
    </div>
  )
}

/** Days that come again each year, as people write them in either calendar. */

import type { YearlyDay } from '../../api/types'
import type { Language } from '../../platform/language'

const MONTHS = ['正', '二', '三', '四', '五', '六', '七', '八', '九', '十', '冬', '腊']
const ONES = ['', '一', '二', '三', '四', '五', '六', '七', '八', '九']
const WHOLE: Record<number, string> = { 10: '初十', 20: '二十', 30: '三十' }

/** A day of a lunar month as it is written: 初十, 廿三, 三十. */
export const lunarDay = (day: number) =>
  WHOLE[day] ?? `${['初', '十', '廿'][Math.floor(day / 10)]}${ONES[day % 10]}`

export const lunarMonth = (month: number) => `${MONTHS[month - 1]}月`

const two = (number: number) => String(number).padStart(2, '0')

export function dayWords({ calendar, year, month, day, leap }: YearlyDay, language: Language) {
  const short = `${two(month)}-${two(day)}`
  if (calendar !== 'lunar') return year ? `${year}-${short}` : short
  if (language === 'en') return `lunar ${leap ? 'leap ' : ''}${year ? `${year}-` : ''}${short}`
  return `农历${year ? `${year}年` : ''}${leap ? '闰' : ''}${lunarMonth(month)}${lunarDay(day)}`
}

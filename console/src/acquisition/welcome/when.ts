import type { WelcomeForm } from '../../api/types'
import { useFormats } from '../../platform/format'
import { type Key, useSay } from '../../platform/language'

/** In a few words, when and for whom a rule speaks. */
export function useWhen(): (rule: WelcomeForm) => string {
  const say = useSay()
  const format = useFormats()
  return (rule) => {
    const parts: string[] = []
    if (rule.level === 'special' && rule.date_from && rule.date_to) {
      parts.push(`${format.day(rule.date_from)} – ${format.day(rule.date_to)}`)
    }
    if (rule.level === 'periodic') {
      if (rule.weekdays.length > 0 && rule.weekdays.length < 7) {
        parts.push(rule.weekdays.map((day) => say(`weekday.${day}` as Key)).join(' '))
      }
      if (rule.time_from && rule.time_to) parts.push(`${rule.time_from}–${rule.time_to}`)
    }
    if (rule.live_code_ids.length)
      parts.push(say('when.codes', { count: rule.live_code_ids.length }))
    if (rule.node_ids.length) parts.push(say('when.nodes', { count: rule.node_ids.length }))
    if (rule.staff_ids.length) parts.push(say('when.staff', { count: rule.staff_ids.length }))
    return parts.join(' · ') || say('when.everyone')
  }
}

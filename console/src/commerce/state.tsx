import type { OrderState } from '../api/types'
import { useSay } from '../platform/language'
import { Status, type Tone } from '../platform/status'

export const STATES: OrderState[] = ['placed', 'part_refunded', 'refunded']
const TONE: Record<OrderState, Tone> = { placed: 'good', part_refunded: 'warn', refunded: 'off' }

export function State({ state }: { state: OrderState }) {
  const say = useSay()
  return <Status tone={TONE[state]}>{say(`orders.state.${state}`)}</Status>
}

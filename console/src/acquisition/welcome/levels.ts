import type { WelcomeLevel } from '../../api/types'

/** The order in which rules are asked. */
export const LEVELS: WelcomeLevel[] = ['special', 'periodic', 'channel', 'default']

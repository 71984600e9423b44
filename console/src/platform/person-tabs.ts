/** What the page of one person shows beside their profile; filled where the pages are put together. */

import { type ComponentType, createContext } from 'react'
import type { Key } from './language'

export interface PersonTab {
  key: string
  words: Key
  /** Without this right it is not shown. */
  right: string
  Show: ComponentType<{ id: string }>
}

export const PersonTabs = createContext<PersonTab[]>([])

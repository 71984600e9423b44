import { createContext } from 'react'
import type { Shade } from '../theme'

export const ShadeContext = createContext<[Shade, (shade: Shade) => void]>(['light', () => {}])

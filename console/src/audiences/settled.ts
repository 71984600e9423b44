import { useEffect, useState } from 'react'

/** A text once it has stood still for so long. */
export function useSettled(text: string, pauseMs: number): string {
  const [settled, settle] = useState(text)
  useEffect(() => {
    const timer = setTimeout(() => settle(text), pauseMs)
    return () => clearTimeout(timer)
  }, [text, pauseMs])
  return settled
}

import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { post } from '../../api/client'
import type { WelcomeCheck, WelcomeForm } from '../../api/types'
import { useLanguage } from '../../platform/language'

const PAUSE_MS = 350

/** The server's view of a draft, asked once typing pauses. */
export function useCheck({ text, links, marks }: WelcomeForm): WelcomeCheck | undefined {
  const { language } = useLanguage()
  const asked = JSON.stringify({ text, links, marks })
  const [settled, settle] = useState(asked)
  useEffect(() => {
    const timer = setTimeout(() => settle(asked), PAUSE_MS)
    return () => clearTimeout(timer)
  }, [asked])
  const query = useQuery({
    queryKey: ['/welcome-rules/check', settled, language],
    queryFn: () => post<WelcomeCheck>('/welcome-rules/check', JSON.parse(settled)),
    placeholderData: keepPreviousData,
  })
  return query.data
}

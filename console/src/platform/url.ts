/** Filters live in the URL, so a view can be sent to a colleague. */

import { useCallback } from 'react'
import { useLocation, useNavigate, useSearchParams } from 'react-router'

export function useFilter(name: string): [string, (value: string | null | undefined) => void] {
  const [search, setSearch] = useSearchParams()
  const set = useCallback(
    (value: string | null | undefined) =>
      setSearch(
        (old) => {
          const next = new URLSearchParams(old)
          if (value) next.set(name, value)
          else next.delete(name)
          return next
        },
        { replace: true },
      ),
    [name, setSearch],
  )
  return [search.get(name) ?? '', set]
}

const pageOf = (path: string) => path.split('/')[1]

/** Go to another path; within one page its filters stay. */
export function useGo(): (path: string) => void {
  const navigate = useNavigate()
  const { pathname, search } = useLocation()
  return useCallback(
    (path) => navigate({ pathname: path, search: pageOf(path) === pageOf(pathname) ? search : '' }),
    [navigate, pathname, search],
  )
}

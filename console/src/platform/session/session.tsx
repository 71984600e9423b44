/** Who is signed in, and what they may do. */

import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback } from 'react'
import { ApiError, get, post, remove } from '../../api/client'
import type { Me } from '../../api/types'

const KEY = ['session']

async function whoAmI(): Promise<Me | null> {
  try {
    return await get<Me>('/session')
  } catch (error) {
    if (error instanceof ApiError && error.status === 401) return null
    throw error
  }
}

export function useSession() {
  const query = useQuery({ queryKey: KEY, queryFn: whoAmI, staleTime: Number.POSITIVE_INFINITY })
  return {
    me: query.data ?? null,
    isPending: query.isPending,
    error: query.error,
    again: query.refetch,
  }
}

/** The signed-in person; only for pages inside the shell. */
export function useMe(): Me {
  const { me } = useSession()
  if (!me) throw new Error('useMe outside the shell')
  return me
}

export function useMay(): (permission: string) => boolean {
  const { me } = useSession()
  return (permission) => me?.permissions.includes(permission) ?? false
}

export function useSignIn() {
  const client = useQueryClient()
  return useCallback(
    async (login: string, password: string) => {
      const me = await post<Me>('/session', { login, password })
      client.clear()
      client.setQueryData(KEY, me)
    },
    [client],
  )
}

export function useSignOut() {
  const client = useQueryClient()
  return useCallback(async () => {
    const farewell = client.getQueryData<Me>(KEY)?.farewell_url
    await remove('/session')
    client.clear()
    client.setQueryData(KEY, null)
    // Whoever came by single sign-on signs out there too, or would be back in at one click.
    if (farewell) window.location.assign(farewell)
  }, [client])
}

export const SESSION_KEY = KEY

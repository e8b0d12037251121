import { type QueryClient, queryOptions, useQuery } from '@tanstack/react-query'
import { useSyncExternalStore } from 'react'
import { api, type Schema } from '~/api/client'
import { unwrap } from '~/api/errors'
import { type SessionState, session } from './session'

export type Me = Schema<'MeRead'>

/** Who is signed in, with everything they may do: the server decides, the panel only shows. */
export const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: ({ signal }) => unwrap(api.GET('/me', { signal })),
  staleTime: 5 * 60_000,
})

export const summaryQuery = queryOptions({
  queryKey: ['me', 'summary'],
  queryFn: ({ signal }) => unwrap(api.GET('/me/summary', { signal })),
})

export function useMe(): Me | undefined {
  return useQuery(meQuery).data
}

export function useSessionState(): SessionState {
  return useSyncExternalStore(session.subscribe, session.getState, () => 'unknown' as const)
}

export type Permission = `${string}:${string}`

/** May this person do it? No permission named means that everyone signed in may. */
export function allows(me: Me | undefined, permission: Permission | undefined): boolean {
  return permission === undefined || (me?.permissions.includes(permission) ?? false)
}

export function useCan(): (permission: Permission | undefined) => boolean {
  const me = useMe()
  return (permission) => allows(me, permission)
}

export function currentMe(queries: QueryClient): Me | undefined {
  return queries.getQueryData(meQuery.queryKey)
}

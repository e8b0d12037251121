import { type QueryClient, queryOptions, useQuery } from '@tanstack/react-query'
import { useCallback, useSyncExternalStore } from 'react'
import { useLocation } from 'react-router'
import { api, type Schema } from '~/api/client'
import { unwrap } from '~/api/errors'
import { keys } from '~/api/keys'
import { type SessionState, session } from './session'
import { isStaff } from './start'

export type Me = Schema<'MeRead'>

/** Who is signed in, with everything they may do: the server decides, the panel only shows. */
export const meQuery = queryOptions({
  queryKey: keys.me.all,
  queryFn: ({ signal }) => unwrap(api.GET('/me', { signal })),
  staleTime: 5 * 60_000,
  // The address may be confirmed on another device, and no stream tells of it.
  refetchInterval: ({ state }) => (state.data && !state.data.email_verified ? 5000 : false),
})

export const summaryQuery = queryOptions({
  queryKey: keys.summary.all,
  queryFn: ({ signal }) => unwrap(api.GET('/me/summary', { signal })),
})

export function useMe(): Me | undefined {
  return useQuery(meQuery).data
}

/** Nothing ever happens to a person whom no account has, and who is not one of the staff. */
export function receivesEvents(me: Me | undefined): boolean {
  return !me || me.account != null || me.staff
}

export function useSessionState(): SessionState {
  return useSyncExternalStore(session.subscribe, session.getState, () => 'unknown' as const)
}

export type Permission = Schema<'Permission'>

/** In the panel a person acts for their account, in the admin tree as one of the staff. */
export type Tree = 'panel' | 'admin'

/**
 * May this person do it here? No permission named means everyone in the panel, and in the admin
 * tree all staff: those who still lack a second factor have to set one up there.
 */
export function allows(
  me: Me | undefined,
  permission: Permission | undefined,
  tree: Tree,
): boolean {
  if (!me || (tree === 'admin' && !isStaff(me))) return false
  if (permission === undefined) return true
  if (tree === 'panel') return me.permissions.includes(permission)
  return me.staff && me.staff_permissions.includes(permission)
}

export type Can = (permission: Permission | undefined, tree?: Tree) => boolean

/** The tree that is open. */
export function useTree(): Tree {
  return useLocation().pathname.startsWith('/admin') ? 'admin' : 'panel'
}

/** Without a tree named, the one that is open decides which of the two sets of rights counts. */
export function useCan(): Can {
  const me = useMe()
  const here = useTree()
  return useCallback((permission, tree = here) => allows(me, permission, tree), [me, here])
}

export function currentMe(queries: QueryClient): Me | undefined {
  return queries.getQueryData(meQuery.queryKey)
}

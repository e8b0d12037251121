import { type QueryClient, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { type Key, scopeKey } from '~/api/keys'
import type { Me } from './me'

/**
 * Another account, another role or other services: what was read with the old permissions may say
 * too much now, or too little. It is dropped, and read again where it is shown.
 */
export function useResetOnPermissionChange(me: Me | undefined): void {
  const account = [me?.account?.id, me?.permissions.toSorted(), me?.services?.toSorted()]
  useResetOnChange(scopeKey('account'), me && JSON.stringify(account))
  useResetOnChange(scopeKey('admin'), me && JSON.stringify(me.staff_permissions.toSorted()))
}

/** Drops what is known of a scope, answers under way included; what is shown is read again. */
export function resetScope(queries: QueryClient, [scope]: Key): void {
  void queries.resetQueries({ predicate: ({ queryKey }) => queryKey[0] === scope })
}

function useResetOnChange(scope: Key, permissions: string | undefined): void {
  const queries = useQueryClient()
  const before = useRef(permissions)
  useEffect(() => {
    if (before.current && before.current !== permissions) {
      resetScope(queries, scope)
    }
    before.current = permissions
  }, [queries, scope, permissions])
}

import { type QueryKey, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import type { Me } from './me'

type Part = (key: QueryKey) => boolean

/** All but what is about the person, whichever account is acted for. */
const ofAccount: Part = ([root, about]) =>
  root !== 'admin' && (root !== 'me' || about === 'summary')
const ofAdmin: Part = ([root]) => root === 'admin'

/**
 * Another account, another role or other services: what was read with the old rights may say too
 * much now, or too little. It is forgotten, and read again where it is shown.
 */
export function useResetOnPermissionChange(me: Me | undefined): void {
  const account = [me?.account?.id, me?.permissions.toSorted(), me?.services?.toSorted()]
  useResetOnChange(ofAccount, me && JSON.stringify(account))
  useResetOnChange(ofAdmin, me && JSON.stringify(me.staff_permissions.toSorted()))
}

function useResetOnChange(part: Part, rights: string | undefined): void {
  const queries = useQueryClient()
  const before = useRef(rights)
  useEffect(() => {
    if (before.current && before.current !== rights) {
      void queries.resetQueries({ predicate: ({ queryKey }) => part(queryKey) })
    }
    before.current = rights
  }, [queries, part, rights])
}

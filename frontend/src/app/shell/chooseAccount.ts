import type { QueryClient } from '@tanstack/react-query'
import { scopeKey } from '~/api/keys'
import { actFor } from '~/auth/api'
import { currentMe, meQuery } from '~/auth/me'
import { resetScope } from '~/auth/permissionChanges'

/**
 * Acts for another account from now on; stream and cache follow `me.account` by themselves. The
 * stream may tell of the switch before the answer comes: what was read since then came with the
 * former token, so it is read again too.
 */
export async function chooseAccount(queries: QueryClient, id: string): Promise<void> {
  const me = await actFor(id)
  await queries.cancelQueries({ queryKey: meQuery.queryKey })
  const shown = currentMe(queries)?.account?.id === me.account?.id
  queries.setQueryData(meQuery.queryKey, me)
  if (shown) resetScope(queries, scopeKey('account'))
}

import type { QueryClient } from '@tanstack/react-query'
import { api } from '~/api/client'
import { unwrap } from '~/api/errors'
import { meQuery } from '~/auth/me'

/**
 * Acts for another account from now on. Nothing of the one before stays in the cache; the stream
 * follows `me.account` by itself, and other tabs of this session begin anew.
 */
export async function chooseAccount(queries: QueryClient, id: string): Promise<void> {
  const me = await unwrap(api.POST('/me/account', { body: { account_id: id } }))
  await queries.cancelQueries()
  queries.setQueryData(meQuery.queryKey, me)
  void queries.resetQueries({
    predicate: ({ queryKey }) => queryKey.length > 1 || queryKey[0] !== 'me',
  })
  new BroadcastChannel('hostwright.account').postMessage(id)
}

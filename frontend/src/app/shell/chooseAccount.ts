import type { QueryClient } from '@tanstack/react-query'
import { api } from '~/api/client'
import { unwrap } from '~/api/errors'
import { meQuery } from '~/auth/me'

/**
 * Acts for another account from now on. Cache and stream follow `me.account` by themselves, and
 * other tabs of this session begin anew.
 */
export async function chooseAccount(queries: QueryClient, id: string): Promise<void> {
  const me = await unwrap(api.POST('/me/account', { body: { account_id: id } }))
  await queries.cancelQueries()
  queries.setQueryData(meQuery.queryKey, me)
  new BroadcastChannel('hostwright.account').postMessage(id)
}

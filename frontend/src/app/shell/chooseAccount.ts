import type { QueryClient } from '@tanstack/react-query'
import { api } from '~/api/client'
import { unwrap } from '~/api/errors'
import { meQuery } from '~/auth/me'
import { session } from '~/auth/session'
import { tellOtherTabs } from './otherTabs'

/**
 * Acts for another account from now on. Cache and stream follow `me.account` by themselves, and
 * other tabs of this session begin anew. The token is renewed: of the one before, a process of the
 * API may remember for a second whom it acted for.
 */
export async function chooseAccount(queries: QueryClient, id: string): Promise<void> {
  const me = await unwrap(api.POST('/me/account', { body: { account_id: id } }))
  await session.renew(await session.current())
  await queries.cancelQueries()
  queries.setQueryData(meQuery.queryKey, me)
  tellOtherTabs(id)
}

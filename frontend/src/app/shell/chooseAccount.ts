import type { QueryClient } from '@tanstack/react-query'
import { actFor } from '~/auth/api'
import { meQuery } from '~/auth/me'

/** Acts for another account from now on; cache and stream follow `me.account` by themselves. */
export async function chooseAccount(queries: QueryClient, id: string): Promise<void> {
  const me = await actFor(id)
  await queries.cancelQueries()
  queries.setQueryData(meQuery.queryKey, me)
}

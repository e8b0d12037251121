import { type QueryClient, queryOptions } from '@tanstack/react-query'
import { api } from '~/api/client'
import { unwrap } from '~/api/errors'
import { keys } from '~/api/keys'

export const notificationsQuery = queryOptions({
  queryKey: keys.notifications.all,
  queryFn: ({ signal }) =>
    unwrap(api.GET('/notifications', { params: { query: { size: 8 } }, signal })),
})

/** Opening the menu is reading it. If that fails, the dot simply stays. */
export async function markAllRead(queries: QueryClient): Promise<void> {
  await api.POST('/notifications/actions/read-all').catch(() => undefined)
  await queries.invalidateQueries({ queryKey: keys.notifications.all })
}

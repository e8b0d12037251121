import { type QueryClient, queryOptions } from '@tanstack/react-query'
import { api } from '~/api/client'
import { unwrap } from '~/api/errors'
import { keys } from '~/api/keys'

export const notificationsQuery = queryOptions({
  queryKey: keys.notifications.all,
  queryFn: ({ signal }) =>
    unwrap(api.GET('/notifications', { params: { query: { size: 8 } }, signal })),
})

/** Whoever follows one has read it. If that fails, the dot simply stays. */
export async function markRead(queries: QueryClient, id: string): Promise<void> {
  const params = { path: { notification_id: id } }
  await api.POST('/notifications/{notification_id}/actions/read', { params }).catch(() => undefined)
  await queries.invalidateQueries({ queryKey: keys.notifications.all })
}

export const shownBrandQuery = queryOptions({
  queryKey: keys.admin.settings.one('brand', 'shown'),
  queryFn: ({ signal }) => unwrap(api.GET('/public/brand', { signal })),
})

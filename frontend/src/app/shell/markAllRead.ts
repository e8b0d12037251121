import type { QueryClient } from '@tanstack/react-query'
import { api } from '~/api/client'

/** Opening the bell is reading it. If that fails, the dot simply stays. */
export async function markAllRead(queries: QueryClient): Promise<void> {
  await api.POST('/notifications/actions/read-all').catch(() => undefined)
  await queries.invalidateQueries({ queryKey: ['notifications'] })
}

import { type QueryClient, queryOptions } from '@tanstack/react-query'
import { api, type Schema } from '~/api/client'
import { unwrap } from '~/api/errors'

export type Overview = Schema<'OverviewRead'>

/** Events tell of most changes; midnight and the jobs do not. */
export const overviewQuery = queryOptions({
  queryKey: ['admin', 'overview'],
  queryFn: ({ signal }) => unwrap(api.GET('/admin/overview', { signal })),
  refetchInterval: 60_000,
})

export const jobsQuery = queryOptions({
  queryKey: ['admin', 'jobs', 'summary'],
  queryFn: ({ signal }) => unwrap(api.GET('/admin/jobs/summary', { signal })),
  refetchInterval: 15_000,
})

export function preloadOverview(queries: QueryClient): void {
  void queries.prefetchQuery(overviewQuery)
}

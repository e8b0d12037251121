import { type QueryClient, queryOptions } from '@tanstack/react-query'
import { api, type Schema } from '~/api/client'
import { unwrap } from '~/api/errors'
import { asQuery, type ListParams, usePagedQuery } from '~/api/query'

export type Job = Schema<'JobRead'>

const root = ['admin', 'jobs'] as const
const filters = ['state', 'queue'] as const

/** Where Flower answers, if the panel was built to know. */
export const flowerUrl: string = import.meta.env['VITE_FLOWER_URL'] ?? ''

const listJobs = (params: ListParams<(typeof filters)[number]>, signal: AbortSignal) =>
  unwrap(api.GET('/admin/jobs', { params: { query: asQuery(params) }, signal }))

export function useJobs() {
  return usePagedQuery({ key: root, filters, sort: '-created_at', fetch: listJobs })
}

export function preloadJobs(queries: QueryClient): void {
  const params = { page: 1, size: 25, sort: '-created_at' }
  void queries.prefetchQuery({
    queryKey: [...root, 'list', params],
    queryFn: ({ signal }) => listJobs(params, signal),
  })
}

/** Jobs come and go without an event of their own: the counts are asked for again and again. */
export const summaryQuery = queryOptions({
  queryKey: [...root, 'summary'],
  queryFn: ({ signal }) => unwrap(api.GET('/admin/jobs/summary', { signal })),
  refetchInterval: 15_000,
})

export const jobQuery = (id: string) =>
  queryOptions({
    queryKey: [...root, id],
    queryFn: ({ signal }) =>
      unwrap(api.GET('/admin/jobs/{job_id}', { params: { path: { job_id: id } }, signal })),
    refetchInterval: ({ state }) =>
      state.data?.state === 'pending' || state.data?.state === 'leased' ? 5000 : false,
  })

export const retryJob = (id: string) =>
  unwrap(api.POST('/admin/jobs/{job_id}/actions/retry', { params: { path: { job_id: id } } }))

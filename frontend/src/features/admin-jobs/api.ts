import { queryOptions } from '@tanstack/react-query'
import { api, type Schema } from '~/api/client'
import { unwrap } from '~/api/errors'
import { keys } from '~/api/keys'
import { asQuery, defineList, type ListParams } from '~/api/query'

export type Job = Schema<'JobRead'>

const filters = ['state', 'queue'] as const

/** Where Flower answers, if the panel was built to know. */
export const flowerUrl: string = import.meta.env['VITE_FLOWER_URL'] ?? ''

const listJobs = (params: ListParams<(typeof filters)[number]>, signal: AbortSignal) =>
  unwrap(api.GET('/admin/jobs', { params: { query: asQuery(params) }, signal }))

export const jobsList = defineList({
  path: '/admin/jobs',
  key: keys.admin.jobs.list,
  filters,
  sort: '-created_at',
  fetch: listJobs,
})

/** Jobs come and go without an event of their own: the counts are asked for again and again. */
export const summaryQuery = queryOptions({
  queryKey: keys.admin.jobs.view('summary'),
  queryFn: ({ signal }) => unwrap(api.GET('/admin/jobs/summary', { signal })),
  refetchInterval: 15_000,
})

export const jobQuery = (id: string) =>
  queryOptions({
    queryKey: keys.admin.jobs.one(id),
    queryFn: ({ signal }) =>
      unwrap(api.GET('/admin/jobs/{job_id}', { params: { path: { job_id: id } }, signal })),
    refetchInterval: ({ state }) =>
      state.data?.state === 'pending' || state.data?.state === 'leased' ? 5000 : false,
  })

export const retryJob = (id: string) =>
  unwrap(api.POST('/admin/jobs/{job_id}/actions/retry', { params: { path: { job_id: id } } }))

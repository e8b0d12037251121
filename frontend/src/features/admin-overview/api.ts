import { queryOptions } from '@tanstack/react-query'
import { api, type Schema } from '~/api/client'
import { unwrap } from '~/api/errors'
import { keys } from '~/api/keys'

export type Overview = Schema<'OverviewRead'>

/** Events tell of most changes; midnight and the jobs do not. */
export const overviewQuery = queryOptions({
  queryKey: keys.admin.overview.all,
  queryFn: ({ signal }) => unwrap(api.GET('/admin/overview', { signal })),
  refetchInterval: 60_000,
})

export const jobsQuery = queryOptions({
  queryKey: keys.admin.jobs.view('summary'),
  queryFn: ({ signal }) => unwrap(api.GET('/admin/jobs/summary', { signal })),
  refetchInterval: 15_000,
})

export type Checklist = Schema<'ChecklistRead'>

/** Most of it is done on other pages: whoever comes back sees what is left now. */
export const checklistQuery = queryOptions({
  queryKey: keys.admin.checklist.all,
  queryFn: ({ signal }) => unwrap(api.GET('/admin/checklist', { signal })),
  staleTime: 0,
})

export const putChecklist = (hidden: boolean) =>
  unwrap(api.PUT('/admin/checklist', { body: { hidden } }))

import { keepPreviousData, queryOptions } from '@tanstack/react-query'
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

export const trendRanges = ['7d', '30d', '90d', '1y'] as const
export type TrendRange = (typeof trendRanges)[number]
export type Trends = Schema<'TrendsRead'>

/** Counted once a minute: no event tells of it. The last range stays while the next one comes. */
export const trendsQuery = (range: TrendRange) =>
  queryOptions({
    queryKey: keys.admin.trends.view(range),
    queryFn: ({ signal }) =>
      unwrap(api.GET('/admin/overview/trends', { params: { query: { range } }, signal })),
    refetchInterval: 60_000,
    placeholderData: keepPreviousData,
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

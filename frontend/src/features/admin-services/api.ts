import { queryOptions } from '@tanstack/react-query'
import { api, type Schema } from '~/api/client'
import { unwrap } from '~/api/errors'
import { keys } from '~/api/keys'
import { asQuery, defineList, type ListParams } from '~/api/query'
import { type MetricsRange, metricsInterval, metricsRanges } from '~/design/patterns/metricsRange'
import { isOver } from '~/design/status/operation'

export type Service = Schema<'AdminServiceRead'>
export type Operation = Schema<'AdminOperationRead'>

const serviceFilters = ['status', 'account_id', 'node_id'] as const
const operationFilters = ['state', 'kind', 'account_id', 'service_id'] as const

const listServices = (params: ListParams<(typeof serviceFilters)[number]>, signal: AbortSignal) =>
  unwrap(api.GET('/admin/services', { params: { query: asQuery(params) }, signal }))

const listOperations = (
  params: ListParams<(typeof operationFilters)[number]>,
  signal: AbortSignal,
) => unwrap(api.GET('/admin/operations', { params: { query: asQuery(params) }, signal }))

export const servicesList = defineList({
  path: '/admin/services',
  key: keys.admin.services.list,
  filters: serviceFilters,
  sort: '-created_at',
  fetch: listServices,
})

export const operationsList = defineList({
  path: '/admin/operations',
  key: keys.admin.operations.list,
  filters: operationFilters,
  sort: '-created_at',
  fetch: listOperations,
})

export const serviceQuery = (id: string) =>
  queryOptions({
    queryKey: keys.admin.services.one(id),
    queryFn: ({ signal }) =>
      unwrap(
        api.GET('/admin/services/{service_id}', { params: { path: { service_id: id } }, signal }),
      ),
  })

export const operationQuery = (id: string) =>
  queryOptions({
    queryKey: keys.admin.operations.one(id),
    queryFn: ({ signal }) =>
      unwrap(
        api.GET('/admin/operations/{operation_id}', {
          params: { path: { operation_id: id } },
          signal,
        }),
      ),
    // The stream tells of every step; the poll is for when it is interrupted.
    refetchInterval: ({ state }) => (isOver(state.data) ? false : 4000),
  })

/** The latest operations of a service. */
export const historyQuery = (serviceId: string) =>
  queryOptions({
    queryKey: keys.admin.operations.view('of', serviceId),
    queryFn: ({ signal }) =>
      unwrap(
        api.GET('/admin/operations', {
          params: { query: { service_id: serviceId, size: 10 } },
          signal,
        }),
      ),
  })

export const retryOperation = (id: string) =>
  unwrap(
    api.POST('/admin/operations/{operation_id}/actions/retry', {
      params: { path: { operation_id: id } },
    }),
  )

/** The end of the service's log, asked for again every five seconds. */
export const logsQuery = (id: string) =>
  queryOptions({
    queryKey: keys.admin.services.one(id, 'logs'),
    queryFn: ({ signal }) =>
      unwrap(
        api.GET('/admin/services/{service_id}/logs', {
          params: { path: { service_id: id }, query: { tail: 200 } },
          signal,
        }),
      ),
    refetchInterval: 5000,
    staleTime: 0,
  })

export const metricsQuery = (id: string, range: MetricsRange) =>
  queryOptions({
    queryKey: keys.admin.services.one(id, 'metrics', range),
    queryFn: ({ signal }) =>
      unwrap(
        api.GET('/admin/services/{service_id}/metrics', {
          params: { path: { service_id: id }, query: { range: metricsRanges[range] } },
          signal,
        }),
      ),
    refetchInterval: metricsInterval(range),
    // Another stretch of time of the same service takes the place of this one once it is there.
    placeholderData: (previous, query) => (query?.queryKey.includes(id) ? previous : undefined),
  })

const to = (id: string) => ({ params: { path: { service_id: id } } })
export const startService = (id: string) =>
  unwrap(api.POST('/admin/services/{service_id}/actions/start', to(id)))
export const stopService = (id: string) =>
  unwrap(api.POST('/admin/services/{service_id}/actions/stop', to(id)))
export const restartService = (id: string) =>
  unwrap(api.POST('/admin/services/{service_id}/actions/restart', to(id)))

const keyed = (id: string, key: string) => ({
  params: { path: { service_id: id }, header: { 'Idempotency-Key': key } },
})
export const suspendService = (id: string, reason: string, key: string) =>
  unwrap(
    api.POST('/admin/services/{service_id}/actions/suspend', {
      ...keyed(id, key),
      body: { reason },
    }),
  )
export const resumeService = (id: string) =>
  unwrap(api.POST('/admin/services/{service_id}/actions/resume', to(id)))
export const cancelService = (id: string, body: Schema<'CancelRequest'>, key: string) =>
  unwrap(
    api.POST('/admin/services/{service_id}/actions/cancel', {
      ...keyed(id, key),
      body,
    }),
  )

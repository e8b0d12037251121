import { queryOptions } from '@tanstack/react-query'
import { api, type Schema } from '~/api/client'
import { unwrap } from '~/api/errors'
import { keys } from '~/api/keys'
import { asQuery, defineList, type ListParams } from '~/api/query'
import { type MetricsRange, metricsInterval, metricsRanges } from '~/design/patterns/metricsRange'
import { isOver } from '~/design/status/operation'

export type Service = Schema<'ServiceRead'>
export type Operation = Schema<'OperationRead'>
export type OperationDetail = Schema<'OperationDetailRead'>

const filters = ['status'] as const

const listServices = (params: ListParams<'status'>, signal?: AbortSignal) =>
  unwrap(api.GET('/services', { params: { query: asQuery(params) }, ...(signal && { signal }) }))

export const servicesList = defineList({
  path: '/services',
  key: keys.services.list,
  filters,
  sort: '-created_at',
  fetch: listServices,
})

export const serviceQuery = (id: string) =>
  queryOptions({
    queryKey: keys.services.one(id),
    queryFn: ({ signal }) =>
      unwrap(api.GET('/services/{service_id}', { params: { path: { service_id: id } }, signal })),
  })

export const operationQuery = (id: string) =>
  queryOptions({
    queryKey: keys.operations.one(id),
    queryFn: ({ signal }) =>
      unwrap(
        api.GET('/operations/{operation_id}', { params: { path: { operation_id: id } }, signal }),
      ),
    // The stream tells of every step; the poll is for when it is interrupted.
    refetchInterval: ({ state }) => (isOver(state.data) ? false : 4000),
  })

export const operationsQuery = (id: string) =>
  queryOptions({
    queryKey: keys.services.one(id, 'operations'),
    queryFn: ({ signal }) =>
      unwrap(
        api.GET('/services/{service_id}/operations', {
          params: { path: { service_id: id }, query: { size: 20 } },
          signal,
        }),
      ),
  })

export const logsQuery = (id: string) =>
  queryOptions({
    queryKey: keys.services.one(id, 'logs'),
    queryFn: ({ signal }) =>
      unwrap(
        api.GET('/services/{service_id}/logs', {
          params: { path: { service_id: id }, query: { tail: 200 } },
          signal,
        }),
      ),
    refetchInterval: 5000,
    staleTime: 0,
  })

export const metricsQuery = (id: string, range: MetricsRange) =>
  queryOptions({
    queryKey: keys.services.one(id, 'metrics', range),
    queryFn: ({ signal }) =>
      unwrap(
        api.GET('/services/{service_id}/metrics', {
          params: { path: { service_id: id }, query: { range: metricsRanges[range] } },
          signal,
        }),
      ),
    refetchInterval: metricsInterval(range),
    // Another stretch of time of the same service takes the place of this one once it is there.
    placeholderData: (previous, query) => (query?.queryKey.includes(id) ? previous : undefined),
  })

export const checksQuery = (id: string) =>
  queryOptions({
    queryKey: keys.services.one(id, 'checks'),
    queryFn: ({ signal }) =>
      unwrap(
        api.GET('/services/{service_id}/checks', { params: { path: { service_id: id } }, signal }),
      ),
    refetchInterval: 60_000,
  })

const to = (id: string) => ({ params: { path: { service_id: id } } })

export const startService = (id: string) =>
  unwrap(api.POST('/services/{service_id}/actions/start', to(id)))
export const stopService = (id: string) =>
  unwrap(api.POST('/services/{service_id}/actions/stop', to(id)))
export const restartService = (id: string) =>
  unwrap(api.POST('/services/{service_id}/actions/restart', to(id)))
export const deleteService = (id: string) => unwrap(api.DELETE('/services/{service_id}', to(id)))
export const retryOperation = (id: string) =>
  unwrap(
    api.POST('/operations/{operation_id}/actions/retry', {
      params: { path: { operation_id: id } },
    }),
  )
export const renameService = (id: string, hostname: string) =>
  unwrap(api.PATCH('/services/{service_id}', { ...to(id), body: { hostname } }))

import { type QueryClient, queryOptions } from '@tanstack/react-query'
import { api, type Schema } from '~/api/client'
import { unwrap } from '~/api/errors'
import { asQuery, type ListParams, usePagedQuery } from '~/api/query'

export type Order = Schema<'AdminOrderRead'>

const root = ['admin', 'orders'] as const
const filters = ['status', 'account_id'] as const

const listOrders = (params: ListParams<(typeof filters)[number]>, signal: AbortSignal) =>
  unwrap(api.GET('/admin/orders', { params: { query: asQuery(params) }, signal }))

export function useOrders() {
  return usePagedQuery({ key: root, filters, sort: '-created_at', fetch: listOrders })
}

export function preloadOrders(queries: QueryClient): void {
  const params = { page: 1, size: 25, sort: '-created_at' }
  void queries.prefetchQuery({
    queryKey: [...root, 'list', params],
    queryFn: ({ signal }) => listOrders(params, signal),
  })
}

export const orderQuery = (id: string) =>
  queryOptions({
    queryKey: [...root, id],
    queryFn: ({ signal }) =>
      unwrap(api.GET('/admin/orders/{order_id}', { params: { path: { order_id: id } }, signal })),
  })

export const refundOrder = (id: string, reason: string, key: string) =>
  unwrap(
    api.POST('/admin/orders/{order_id}/actions/refund', {
      params: { path: { order_id: id }, header: { 'Idempotency-Key': key } },
      body: { reason },
    }),
  )

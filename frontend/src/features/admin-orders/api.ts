import { queryOptions } from '@tanstack/react-query'
import { api, type Schema } from '~/api/client'
import { unwrap } from '~/api/errors'
import { keys } from '~/api/keys'
import { asQuery, defineList, type ListParams } from '~/api/query'

export type Order = Schema<'AdminOrderRead'>

const filters = ['status', 'account_id'] as const

const listOrders = (params: ListParams<(typeof filters)[number]>, signal: AbortSignal) =>
  unwrap(api.GET('/admin/orders', { params: { query: asQuery(params) }, signal }))

export const ordersList = defineList({
  path: '/admin/orders',
  key: keys.admin.orders.list,
  filters,
  sort: '-created_at',
  fetch: listOrders,
})

export const orderQuery = (id: string) =>
  queryOptions({
    queryKey: keys.admin.orders.one(id),
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

import { queryOptions } from '@tanstack/react-query'
import { api, type Schema } from '~/api/client'
import { ApiError, unwrap } from '~/api/errors'
import { keys } from '~/api/keys'
import { asQuery, defineList } from '~/api/query'

export type Catalog = Schema<'CatalogRead'>
export type Product = Schema<'ProductRead'>
export type Plan = Schema<'PlanRead'>
export type Price = Schema<'PriceRead'>
export type Image = Schema<'ImageRead'>
export type Order = Schema<'OrderRead'>
export type OrderDraft = Schema<'OrderCreate'>
export type Bill = Schema<'InvoiceDetailRead'>
export type Payment = Schema<'PaymentRead'>
export type Method = Schema<'PayRequest'>['method']

const filters = ['status'] as const

export const catalogQuery = queryOptions({
  queryKey: keys.catalog.all,
  queryFn: ({ signal }) => unwrap(api.GET('/public/catalog', { signal })),
  staleTime: 10 * 60_000,
})

export const ordersList = defineList({
  path: '/orders',
  key: keys.orders.list,
  filters,
  sort: '-created_at',
  fetch: (params, signal) =>
    unwrap(api.GET('/orders', { params: { query: asQuery(params) }, signal })),
})

/** Something is about to happen by itself: paid and not yet fulfilled, or a payment on its way. */
export function isMoving(order: Order | undefined): boolean {
  if (!order) return false
  return order.status === 'placed' || (order.status === 'paid' && order.failure === null)
}

export const orderQuery = (id: string) =>
  queryOptions({
    queryKey: keys.orders.one(id),
    queryFn: ({ signal }) =>
      unwrap(api.GET('/orders/{order_id}', { params: { path: { order_id: id } }, signal })),
    // The stream tells of every change; the poll is for when it is interrupted.
    refetchInterval: ({ state }) => (isMoving(state.data) ? 3000 : false),
  })

export const billQuery = (invoiceId: string) =>
  queryOptions({
    queryKey: keys.invoices.one(invoiceId),
    queryFn: ({ signal }) =>
      unwrap(
        api.GET('/invoices/{invoice_id}', { params: { path: { invoice_id: invoiceId } }, signal }),
      ),
  })

const underWay = ['created', 'pending', 'requires_action', 'unknown']

export function isUnderWay(payment: Pick<Payment, 'status'> | undefined): boolean {
  return payment !== undefined && underWay.includes(payment.status)
}

/** The latest payment of an invoice, or null when nobody has tried yet. */
export const lastPaymentQuery = (invoiceId: string) =>
  queryOptions({
    queryKey: keys.payments.view('of', invoiceId),
    queryFn: async ({ signal }) => {
      const query = { invoice_id: invoiceId, size: 1 }
      const page = await unwrap(api.GET('/payments', { params: { query }, signal }))
      return page.items[0] ?? null
    },
    refetchInterval: ({ state }) => (isUnderWay(state.data ?? undefined) ? 3000 : false),
  })

/** The operation that failed to make the service, when it can be run again. */
/** Whether the service of an order is still there: a deleted one is found no more. */
export const serviceOfQuery = (serviceId: string) =>
  queryOptions({
    queryKey: keys.services.one(serviceId, 'of order'),
    queryFn: async ({ signal }) => {
      const path = { service_id: serviceId }
      try {
        return await unwrap(api.GET('/services/{service_id}', { params: { path }, signal }))
      } catch (error) {
        if (error instanceof ApiError && error.status === 404) return null
        throw error
      }
    },
  })

export const failedOperationQuery = (serviceId: string) =>
  queryOptions({
    queryKey: keys.operations.view('failed', serviceId),
    queryFn: async ({ signal }) => {
      const params = {
        path: { service_id: serviceId },
        query: { state: ['failed' as const], kind: ['create' as const], size: 1 },
      }
      const page = await unwrap(api.GET('/services/{service_id}/operations', { params, signal }))
      return page.items.find((operation) => operation.retryable) ?? null
    },
  })

export const placeOrder = (body: OrderDraft, key: string) =>
  unwrap(api.POST('/orders', { params: { header: { 'Idempotency-Key': key } }, body }))

export const payBill = (invoiceId: string, method: Method, key: string) =>
  unwrap(
    api.POST('/invoices/{invoice_id}/actions/pay', {
      params: { path: { invoice_id: invoiceId }, header: { 'Idempotency-Key': key } },
      body: { method },
    }),
  )

const to = (id: string) => ({ params: { path: { order_id: id } } })

export const cancelOrder = (id: string) =>
  unwrap(api.POST('/orders/{order_id}/actions/cancel', to(id)))
export const refundOrder = (id: string) =>
  unwrap(api.POST('/orders/{order_id}/actions/refund', to(id)))
export const retryOperation = (id: string) =>
  unwrap(
    api.POST('/operations/{operation_id}/actions/retry', {
      params: { path: { operation_id: id } },
    }),
  )
export const requestVerificationEmail = (email: string) =>
  unwrap(api.POST('/auth/verify/request', { body: { email } }))

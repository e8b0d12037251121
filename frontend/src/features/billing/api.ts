import { queryOptions } from '@tanstack/react-query'
import { api, type Schema } from '~/api/client'
import { unwrap } from '~/api/errors'
import { keys } from '~/api/keys'
import { asQuery, defineList, type ListParams } from '~/api/query'

export type Invoice = Schema<'InvoiceRead'>
export type InvoiceDetail = Schema<'InvoiceDetailRead'>
export type InvoiceLine = Schema<'InvoiceLineRead'>
export type Payment = Schema<'PaymentRead'>
export type BalanceEntry = Schema<'BalanceEntryRead'>
export type Subscription = Schema<'SubscriptionRead'>

const statusFilter = ['status'] as const
const invoiceFilters = ['status', 'overdue'] as const
const kindFilter = ['kind'] as const
const newest = '-created_at'

const listInvoices = (params: ListParams<'status' | 'overdue'>, signal?: AbortSignal) =>
  unwrap(api.GET('/invoices', { params: { query: asQuery(params) }, ...(signal && { signal }) }))

const listEntries = (params: ListParams<'kind'>, signal?: AbortSignal) =>
  unwrap(
    api.GET('/balance/entries', { params: { query: asQuery(params) }, ...(signal && { signal }) }),
  )

const listSubscriptions = (params: ListParams<'status'>, signal?: AbortSignal) =>
  unwrap(
    api.GET('/subscriptions', { params: { query: asQuery(params) }, ...(signal && { signal }) }),
  )

export const invoicesList = defineList({
  path: '/invoices',
  key: keys.invoices.list,
  filters: invoiceFilters,
  sort: newest,
  fetch: listInvoices,
})

export const paymentsList = defineList({
  path: '/payments',
  key: keys.payments.list,
  filters: statusFilter,
  sort: newest,
  fetch: (params, signal) =>
    unwrap(api.GET('/payments', { params: { query: asQuery(params) }, signal })),
})

export const entriesList = defineList({
  path: '/balance/entries',
  key: keys.balance.list,
  filters: kindFilter,
  sort: newest,
  fetch: listEntries,
})

export const subscriptionsList = defineList({
  path: '/subscriptions',
  key: keys.subscriptions.list,
  filters: statusFilter,
  sort: newest,
  fetch: listSubscriptions,
})

export const invoiceQuery = (id: string) =>
  queryOptions({
    queryKey: keys.invoices.one(id),
    queryFn: ({ signal }) =>
      unwrap(api.GET('/invoices/{invoice_id}', { params: { path: { invoice_id: id } }, signal })),
  })

/** What is open, the most urgent first. */
export const openInvoicesQuery = queryOptions({
  queryKey: keys.invoices.view('open'),
  queryFn: ({ signal }) => {
    const query = { status: ['issued' as const], sort: ['due_at' as const], size: 100 }
    return unwrap(api.GET('/invoices', { params: { query }, signal }))
  },
})

/** Which service a subscription is for, by its id: a list of invoices does not say. */
export const subscriptionNamesQuery = queryOptions({
  queryKey: keys.subscriptions.view('names'),
  queryFn: async ({ signal }) => {
    const page = await unwrap(
      api.GET('/subscriptions', { params: { query: { size: 200 } }, signal }),
    )
    return Object.fromEntries(page.items.map(({ id, details }) => [id, details['hostname'] ?? '']))
  },
})

const underWay = ['created', 'pending', 'requires_action', 'unknown']

export function isUnderWay(payment: Pick<Payment, 'status'> | null | undefined): boolean {
  return payment != null && underWay.includes(payment.status)
}

/** The provider's page sends the reader back with the id of the payment. */
export const paymentQuery = (id: string) =>
  queryOptions({
    queryKey: keys.payments.one(id),
    queryFn: ({ signal }) =>
      unwrap(api.GET('/payments/{payment_id}', { params: { path: { payment_id: id } }, signal })),
    refetchInterval: ({ state }) => (isUnderWay(state.data) ? 3000 : false),
  })

/** The payments of one invoice, the latest first. */
export const paymentsOfQuery = (invoiceId: string) =>
  queryOptions({
    queryKey: keys.payments.view('of-invoice', invoiceId),
    queryFn: ({ signal }) => {
      const query = { invoice_id: invoiceId, size: 20 }
      return unwrap(api.GET('/payments', { params: { query }, signal }))
    },
    refetchInterval: ({ state }) => (isUnderWay(state.data?.items[0]) ? 3000 : false),
  })

export const topUpBalance = (amount: number, key: string) =>
  unwrap(
    api.POST('/balance/top-ups', {
      params: { header: { 'Idempotency-Key': key } },
      body: { amount, provider: 'sandbox' },
    }),
  )

import { type QueryClient, queryOptions } from '@tanstack/react-query'
import { api, type Schema } from '~/api/client'
import { unwrap } from '~/api/errors'
import { asQuery, type ListParams, usePagedQuery } from '~/api/query'

export type Invoice = Schema<'AdminInvoiceRead'>
export type InvoiceDetail = Schema<'AdminInvoiceDetailRead'>
export type Payment = Schema<'AdminPaymentRead'>

const invoices = ['admin', 'invoices'] as const
const payments = ['admin', 'payments'] as const
const invoiceFilters = ['status', 'account_id', 'subscription_id'] as const
const paymentFilters = ['status', 'account_id'] as const

const listInvoices = (params: ListParams<(typeof invoiceFilters)[number]>, signal: AbortSignal) =>
  unwrap(api.GET('/admin/invoices', { params: { query: asQuery(params) }, signal }))

const listPayments = (params: ListParams<(typeof paymentFilters)[number]>, signal: AbortSignal) =>
  unwrap(api.GET('/admin/payments', { params: { query: asQuery(params) }, signal }))

export function useInvoices() {
  return usePagedQuery({
    key: invoices,
    filters: invoiceFilters,
    sort: '-created_at',
    fetch: listInvoices,
  })
}

export function usePayments() {
  return usePagedQuery({
    key: payments,
    filters: paymentFilters,
    sort: '-created_at',
    fetch: listPayments,
  })
}

export function preloadInvoices(queries: QueryClient): void {
  const params = { page: 1, size: 25, sort: '-created_at' }
  void queries.prefetchQuery({
    queryKey: [...invoices, 'list', params],
    queryFn: ({ signal }) => listInvoices(params, signal),
  })
}

export const invoiceQuery = (id: string) =>
  queryOptions({
    queryKey: [...invoices, id],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET('/admin/invoices/{invoice_id}', { params: { path: { invoice_id: id } }, signal }),
      ),
  })

/** What was paid, or tried, for one invoice. */
export const paymentsOfQuery = (invoiceId: string) =>
  queryOptions({
    queryKey: [...payments, 'of', invoiceId],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET('/admin/payments', {
          params: { query: { invoice_id: invoiceId, size: 20 } },
          signal,
        }),
      ),
  })

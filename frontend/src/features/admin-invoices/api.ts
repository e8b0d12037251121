import { queryOptions } from '@tanstack/react-query'
import { api, type Schema } from '~/api/client'
import { unwrap } from '~/api/errors'
import { keys } from '~/api/keys'
import { asQuery, defineList, type ListParams } from '~/api/query'

export type Invoice = Schema<'AdminInvoiceRead'>
export type InvoiceDetail = Schema<'AdminInvoiceDetailRead'>
export type Payment = Schema<'AdminPaymentRead'>

const invoiceFilters = ['status', 'overdue', 'account_id', 'subscription_id'] as const
const paymentFilters = ['status', 'account_id'] as const

const listInvoices = (params: ListParams<(typeof invoiceFilters)[number]>, signal: AbortSignal) =>
  unwrap(api.GET('/admin/invoices', { params: { query: asQuery(params) }, signal }))

const listPayments = (params: ListParams<(typeof paymentFilters)[number]>, signal: AbortSignal) =>
  unwrap(api.GET('/admin/payments', { params: { query: asQuery(params) }, signal }))

export const invoicesList = defineList({
  path: '/admin/invoices',
  key: keys.admin.invoices.list,
  filters: invoiceFilters,
  sort: '-created_at',
  fetch: listInvoices,
})

export const paymentsList = defineList({
  path: '/admin/payments',
  key: keys.admin.payments.list,
  filters: paymentFilters,
  sort: '-created_at',
  fetch: listPayments,
})

export const invoiceQuery = (id: string) =>
  queryOptions({
    queryKey: keys.admin.invoices.one(id),
    queryFn: ({ signal }) =>
      unwrap(
        api.GET('/admin/invoices/{invoice_id}', { params: { path: { invoice_id: id } }, signal }),
      ),
  })

/** What was paid, or tried, for one invoice. */
export const paymentsOfQuery = (invoiceId: string) =>
  queryOptions({
    queryKey: keys.admin.payments.view('of', invoiceId),
    queryFn: ({ signal }) =>
      unwrap(
        api.GET('/admin/payments', {
          params: { query: { invoice_id: invoiceId, size: 20 } },
          signal,
        }),
      ),
  })

export const refundInvoice = (id: string, reason: string, key: string) =>
  unwrap(
    api.POST('/admin/invoices/{invoice_id}/actions/refund', {
      params: { path: { invoice_id: id }, header: { 'Idempotency-Key': key } },
      body: { reason },
    }),
  )

import { queryOptions } from '@tanstack/react-query'
import { api, type Schema } from '~/api/client'
import { unwrap } from '~/api/errors'
import { keys } from '~/api/keys'

export type Service = Schema<'ServiceRead'>
export type Invoice = Schema<'InvoiceRead'>
export type Subscription = Schema<'SubscriptionRead'>

export const latestServicesQuery = queryOptions({
  queryKey: keys.services.view('latest'),
  queryFn: ({ signal }) => unwrap(api.GET('/services', { params: { query: { size: 5 } }, signal })),
})

/** What is not as it should be, whichever page of the list it is on. */
export const failingServicesQuery = queryOptions({
  queryKey: keys.services.view('failing'),
  queryFn: ({ signal }) => {
    const query = { status: ['failed' as const, 'suspended' as const], size: 5 }
    return unwrap(api.GET('/services', { params: { query }, signal }))
  },
})

/** What is open, the most urgent first. */
export const openInvoicesQuery = queryOptions({
  queryKey: keys.invoices.view('open'),
  queryFn: ({ signal }) => {
    const query = { status: ['issued' as const], sort: ['due_at' as const], size: 100 }
    return unwrap(api.GET('/invoices', { params: { query }, signal }))
  },
})

/** What is charged next. */
export const nextChargesQuery = queryOptions({
  queryKey: keys.subscriptions.view('next'),
  queryFn: ({ signal }) => {
    const query = {
      status: ['active' as const, 'past_due' as const],
      sort: ['paid_through' as const],
      size: 3,
    }
    return unwrap(api.GET('/subscriptions', { params: { query }, signal }))
  },
})

export const latestNotificationsQuery = queryOptions({
  queryKey: keys.notifications.view('latest'),
  queryFn: ({ signal }) =>
    unwrap(api.GET('/notifications', { params: { query: { size: 6 } }, signal })),
})

import { queryOptions } from '@tanstack/react-query'
import { api, type Schema } from '~/api/client'
import { unwrap } from '~/api/errors'
import { keys } from '~/api/keys'
import { asQuery, defineList, type ListParams } from '~/api/query'

export type Customer = Schema<'CustomerRead'>
export type Person = Customer['people'][number]
export type Entry = Schema<'LedgerEntryRead'>

const filters = ['email_verified'] as const

const listCustomers = (params: ListParams<'email_verified'>, signal: AbortSignal) =>
  unwrap(api.GET('/admin/customers', { params: { query: asQuery(params) }, signal }))

export const customersList = defineList({
  path: '/admin/customers',
  key: keys.admin.customers.list,
  filters,
  sort: '-created_at',
  fetch: listCustomers,
})

export const customerQuery = (id: string) =>
  queryOptions({
    queryKey: keys.admin.customers.one(id),
    queryFn: ({ signal }) =>
      unwrap(
        api.GET('/admin/customers/{customer_id}', {
          params: { path: { customer_id: id } },
          signal,
        }),
      ),
  })

const latest = (id: string) => ({ params: { query: { account_id: id, size: 5 } } })

export const servicesQuery = (id: string) =>
  queryOptions({
    queryKey: keys.admin.services.view('of', id),
    queryFn: ({ signal }) => unwrap(api.GET('/admin/services', { ...latest(id), signal })),
  })

export const ordersQuery = (id: string) =>
  queryOptions({
    queryKey: keys.admin.orders.view('of', id),
    queryFn: ({ signal }) => unwrap(api.GET('/admin/orders', { ...latest(id), signal })),
  })

export const invoicesQuery = (id: string) =>
  queryOptions({
    queryKey: keys.admin.invoices.view('of', id),
    queryFn: ({ signal }) => unwrap(api.GET('/admin/invoices', { ...latest(id), signal })),
  })

/** The account's movements, newest first, as far as one answer reaches. */
export const entriesQuery = (id: string) =>
  queryOptions({
    queryKey: keys.admin.ledger.view('of', id),
    queryFn: ({ signal }) =>
      unwrap(
        api.GET('/admin/ledger', { params: { query: { account_id: id, size: 200 } }, signal }),
      ),
  })

/** What an entry did to the customer's balance; positive is money in. */
export function effectOf(entry: Entry): number {
  return entry.postings
    .filter((posting) => posting.kind === 'customer_balance')
    .reduce((sum, posting) => sum + posting.amount.amount, 0)
}

export const adjustBalance = (id: string, body: Schema<'AdjustRequest'>, key: string) =>
  unwrap(
    api.POST('/admin/accounts/{account_id}/actions/adjust-balance', {
      params: { path: { account_id: id }, header: { 'Idempotency-Key': key } },
      body,
    }),
  )

/** An access token to act as this member of the account for an hour. */
export const impersonate = (userId: string, body: Schema<'ImpersonationCreate'>) =>
  unwrap(
    api.POST('/admin/users/{user_id}/actions/impersonate', {
      params: { path: { user_id: userId } },
      body,
    }),
  )

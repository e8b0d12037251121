import type { QueryClient } from '@tanstack/react-query'
import { api, type Schema } from '~/api/client'
import { unwrap } from '~/api/errors'
import { asQuery, type ListParams, usePagedQuery } from '~/api/query'

export type Entry = Schema<'LedgerEntryRead'>

const root = ['admin', 'ledger'] as const
const filters = ['kind', 'account_id', 'invoice_id', 'payment_id'] as const

const listEntries = (params: ListParams<(typeof filters)[number]>, signal: AbortSignal) =>
  unwrap(api.GET('/admin/ledger', { params: { query: asQuery(params) }, signal }))

export function useEntries() {
  return usePagedQuery({ key: root, filters, sort: '-created_at', fetch: listEntries })
}

export function preloadLedger(queries: QueryClient): void {
  const params = { page: 1, size: 25, sort: '-created_at' }
  void queries.prefetchQuery({
    queryKey: [...root, 'list', params],
    queryFn: ({ signal }) => listEntries(params, signal),
  })
}

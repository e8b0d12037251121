import { api, type Schema } from '~/api/client'
import { unwrap } from '~/api/errors'
import { keys } from '~/api/keys'
import { asQuery, defineList, type ListParams } from '~/api/query'

export type Entry = Schema<'LedgerEntryRead'>

const filters = ['kind', 'account_id', 'invoice_id', 'payment_id'] as const

const listEntries = (params: ListParams<(typeof filters)[number]>, signal: AbortSignal) =>
  unwrap(api.GET('/admin/ledger', { params: { query: asQuery(params) }, signal }))

export const entriesList = defineList({
  path: '/admin/ledger',
  key: keys.admin.ledger.list,
  filters,
  sort: '-created_at',
  fetch: listEntries,
})

import { api, type Schema } from '~/api/client'
import { unwrap } from '~/api/errors'
import { keys } from '~/api/keys'
import { asQuery, defineList, type ListParams } from '~/api/query'

export type AuditEntry = Schema<'AuditRead'>
export type AdminAuditEntry = Schema<'AdminAuditRead'>
export type AuditAction = Schema<'AuditAction'>

const own = ['action', 'actor_kind', 'actor_id', 'target_id', 'at__gte', 'at__lte'] as const
const everybodys = [...own, 'account_id'] as const
export type OwnFilter = (typeof own)[number]
export type Filter = (typeof everybodys)[number]

const listOwn = (params: ListParams<OwnFilter>, signal: AbortSignal) =>
  unwrap(api.GET('/audit', { params: { query: asQuery(params) }, signal }))

const listEverybodys = (params: ListParams<Filter>, signal: AbortSignal) =>
  unwrap(api.GET('/admin/audit', { params: { query: asQuery(params) }, signal }))

export const auditList = defineList({
  path: '/audit',
  key: keys.audit.list,
  filters: own,
  sort: '-at',
  fetch: listOwn,
})

export const adminAuditList = defineList({
  path: '/admin/audit',
  key: keys.admin.audit.list,
  filters: everybodys,
  sort: '-at',
  fetch: listEverybodys,
})

/** Everything that matches the filters as one file: the server writes it and records that it did. */
export function exportAudit(tree: 'panel' | 'admin', params: ListParams<Filter>): Promise<string> {
  const { page: _page, size: _size, sort: _sort, ...filters } = params
  const options = { params: { query: asQuery(filters) }, parseAs: 'text' } as const
  return unwrap(
    tree === 'admin' ? api.GET('/admin/audit/export', options) : api.GET('/audit/export', options),
  )
}

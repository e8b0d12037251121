import { queryOptions } from '@tanstack/react-query'
import { withIdempotencyKey } from '~/actions/idempotency'
import { api, type Schema } from '~/api/client'
import { unwrap } from '~/api/errors'
import { keys } from '~/api/keys'
import { asQuery, defineList, type ListParams } from '~/api/query'

export type Backup = Schema<'BackupRead'>
export type BackupStatus = Schema<'BackupStatus'>

const filters = ['state'] as const

export const backupsList = defineList({
  path: '/admin/backups',
  key: keys.admin.backups.list,
  filters,
  sort: '-created_at',
  fetch: (params: ListParams<(typeof filters)[number]>, signal: AbortSignal) =>
    unwrap(api.GET('/admin/backups', { params: { query: asQuery(params) }, signal })),
})

export const statusQuery = queryOptions({
  queryKey: keys.admin.backups.view('status'),
  queryFn: ({ signal }) => unwrap(api.GET('/admin/backups/status', { signal })),
})

export const startBackup = () =>
  withIdempotencyKey('admin.backups.start', (key) =>
    unwrap(api.POST('/admin/backups', { params: { header: { 'Idempotency-Key': key } } })),
  )

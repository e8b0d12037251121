import { queryOptions } from '@tanstack/react-query'
import { api, type Schema } from '~/api/client'
import { unwrap } from '~/api/errors'
import { keys } from '~/api/keys'

export type System = Schema<'SystemRead'>
export type Work = Schema<'WorkRead'>
export type Database = Schema<'DatabaseRead'>

/** Where Flower answers, if the panel was built to know. */
export const flowerUrl: string = import.meta.env['VITE_FLOWER_URL'] ?? ''

/** Nothing tells of what is seen here: it is asked for again and again. */
const often = 15_000

export const systemQuery = queryOptions({
  queryKey: keys.admin.system.view('overview'),
  queryFn: ({ signal }) => unwrap(api.GET('/admin/system', { signal })),
  refetchInterval: often,
})

export const workQuery = queryOptions({
  queryKey: keys.admin.system.view('work'),
  queryFn: ({ signal }) => unwrap(api.GET('/admin/system/work', { signal })),
  refetchInterval: often,
})

export const databaseQuery = queryOptions({
  queryKey: keys.admin.system.view('database'),
  queryFn: ({ signal }) => unwrap(api.GET('/admin/system/database', { signal })),
})

export const licencesQuery = queryOptions({
  queryKey: keys.admin.system.view('licences'),
  queryFn: ({ signal }) => unwrap(api.GET('/admin/system/licences', { signal })),
  staleTime: Number.POSITIVE_INFINITY,
})

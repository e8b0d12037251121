import { queryOptions } from '@tanstack/react-query'
import { api, type Schema } from '~/api/client'
import { unwrap } from '~/api/errors'
import { keys } from '~/api/keys'
import { asQuery, defineList, type ListParams } from '~/api/query'
import { percentOf } from '~/lib/format'

export type Node = Schema<'NodeRead'>

const filters = ['state'] as const

const listNodes = (params: ListParams<'state'>, signal: AbortSignal) =>
  unwrap(api.GET('/admin/nodes', { params: { query: asQuery(params) }, signal }))

export const nodesList = defineList({
  key: keys.admin.nodes.list,
  filters,
  sort: 'name',
  fetch: listNodes,
})

const to = (id: string) => ({ params: { path: { node_id: id } } })

export const nodeQuery = (id: string) =>
  queryOptions({
    queryKey: keys.admin.nodes.one(id),
    queryFn: ({ signal }) => unwrap(api.GET('/admin/nodes/{node_id}', { ...to(id), signal })),
  })

/** What has a place on the node, newest first. */
export const servicesQuery = (id: string) =>
  queryOptions({
    queryKey: keys.admin.services.view('on', id),
    queryFn: ({ signal }) =>
      unwrap(api.GET('/admin/services', { params: { query: { node_id: id, size: 20 } }, signal })),
  })

export type Resource = keyof Node['capacity']

/** How much of it is promised, 0..100; a node without any has no room at all. */
export function fullness({ capacity, reserved }: Node, resource: Resource): number {
  return capacity[resource] === 0 ? 100 : percentOf(reserved[resource], capacity[resource])
}

export const startMaintenance = (id: string) =>
  unwrap(api.POST('/admin/nodes/{node_id}/actions/maintenance', to(id)))
export const activateNode = (id: string) =>
  unwrap(api.POST('/admin/nodes/{node_id}/actions/activate', to(id)))

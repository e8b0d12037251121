import { queryOptions } from '@tanstack/react-query'
import { api, type Schema } from '~/api/client'
import { unwrap } from '~/api/errors'
import { keys } from '~/api/keys'
import { asQuery, defineList, type ListParams } from '~/api/query'
import { percentOf } from '~/lib/format'

export type Node = Schema<'NodeRead'>
export type NodeImage = Schema<'NodeImageRead'>
export type NodeTest = Schema<'NodeTestRead'>

const filters = ['state'] as const

const listNodes = (params: ListParams<'state'>, signal: AbortSignal) =>
  unwrap(api.GET('/admin/nodes', { params: { query: asQuery(params) }, signal }))

export const nodesList = defineList({
  path: '/admin/nodes',
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

/** What is on the node, and on its way there. */
export const imagesQuery = (id: string) =>
  queryOptions({
    queryKey: keys.admin.nodes.one(id, 'images'),
    queryFn: ({ signal }) =>
      unwrap(
        api.GET('/admin/nodes/{node_id}/images', {
          params: { path: { node_id: id }, query: { size: 200 } },
          signal,
        }),
      ),
  })

/** What can be pulled: every image of the catalogue that is not retired. */
export const catalogImagesQuery = queryOptions({
  queryKey: keys.admin.catalog.view('images to pull'),
  queryFn: ({ signal }) =>
    unwrap(
      api.GET('/admin/images', {
        params: { query: { status: ['draft', 'on_sale', 'hidden'], size: 200 } },
        signal,
      }),
    ),
})

export type Resource = keyof Node['capacity']

/** How much of it is promised, 0..100; a node without any has no room at all. */
export function fullness({ capacity, reserved }: Node, resource: Resource): number {
  return capacity[resource] === 0 ? 100 : percentOf(reserved[resource], capacity[resource])
}

export const driversQuery = queryOptions({
  queryKey: keys.admin.nodes.view('drivers'),
  queryFn: ({ signal }) => unwrap(api.GET('/admin/nodes/drivers', { signal })),
  staleTime: Number.POSITIVE_INFINITY,
})

/** A connection test; asked for again until its answer is there. */
export const testQuery = (id: string) =>
  queryOptions({
    queryKey: keys.admin.nodes.view('tests', id),
    queryFn: ({ signal }) =>
      unwrap(api.GET('/admin/node-tests/{test_id}', { params: { path: { test_id: id } }, signal })),
    refetchInterval: ({ state }) => (state.data?.state === 'done' ? false : 1000),
  })

export const createNode = (body: Schema<'NodeCreate'>) => unwrap(api.POST('/admin/nodes', { body }))
/** Changes the node as it was when it was read: somebody else's change in between is not lost. */
export const updateNode = ({ id, version }: Node, body: Schema<'NodePatch'>) =>
  unwrap(
    api.PATCH('/admin/nodes/{node_id}', {
      params: { path: { node_id: id }, header: { 'If-Match': `"${version}"` } },
      body,
    }),
  )
export const testDraft = (body: Schema<'NodeCreate'>) =>
  unwrap(api.POST('/admin/nodes/actions/test', { body }))
export const testNode = (id: string) =>
  unwrap(api.POST('/admin/nodes/{node_id}/actions/test', to(id)))
export const retireNode = (id: string) =>
  unwrap(api.POST('/admin/nodes/{node_id}/actions/retire', to(id)))
export const drainNode = (id: string) =>
  unwrap(api.POST('/admin/nodes/{node_id}/actions/drain', to(id)))
export const undrainNode = (id: string) =>
  unwrap(api.POST('/admin/nodes/{node_id}/actions/undrain', to(id)))

const ofNode = ({ node_id, id }: NodeImage) => ({
  params: { path: { node_id, node_image_id: id } },
})
export const pullImage = (nodeId: string, imageId: string) =>
  unwrap(api.POST('/admin/nodes/{node_id}/images', { ...to(nodeId), body: { image_id: imageId } }))
export const pullAgain = (image: NodeImage) =>
  unwrap(api.POST('/admin/nodes/{node_id}/images/{node_image_id}/actions/pull', ofNode(image)))
export const cancelPull = (image: NodeImage) =>
  unwrap(api.POST('/admin/nodes/{node_id}/images/{node_image_id}/actions/cancel', ofNode(image)))
export const removeImage = (image: NodeImage) =>
  unwrap(api.DELETE('/admin/nodes/{node_id}/images/{node_image_id}', ofNode(image)))

import { queryOptions } from '@tanstack/react-query'
import { api, type Schema } from '~/api/client'
import { unwrap } from '~/api/errors'
import { keys } from '~/api/keys'
import { asQuery, defineList, type ListParams } from '~/api/query'

export type Product = Schema<'AdminProductRead'>
export type Plan = Schema<'AdminPlanRead'>
export type Image = Schema<'AdminImageRead'>
export type PriceVersion = Schema<'PriceVersionRead'>
export type CatalogStatus = Schema<'CatalogStatus'>
export type PriceState = Schema<'PriceState'>
/** Where things of the catalogue are asked for: `/admin/<kind>`. */
export type Kind = 'products' | 'plans' | 'images'
export type Item = Product | Plan | Image

const filters = ['status'] as const

const listProducts = (params: ListParams<'status'>, signal: AbortSignal) =>
  unwrap(api.GET('/admin/products', { params: { query: asQuery(params) }, signal }))
const listImages = (params: ListParams<'status'>, signal: AbortSignal) =>
  unwrap(api.GET('/admin/images', { params: { query: asQuery(params) }, signal }))

export const productsList = defineList({
  path: '/admin/products',
  key: (params) => keys.admin.catalog.view('products', params),
  filters,
  sort: 'position',
  fetch: listProducts,
})

export const imagesList = defineList({
  path: '/admin/images',
  key: (params) => keys.admin.catalog.view('images', params),
  filters,
  sort: 'position',
  fetch: listImages,
})

export const productQuery = (id: string) =>
  queryOptions({
    queryKey: keys.admin.catalog.one(id),
    queryFn: ({ signal }) =>
      unwrap(
        api.GET('/admin/products/{product_id}', { params: { path: { product_id: id } }, signal }),
      ),
  })

/** All plans of a product in the order they are displayed. */
export const plansQuery = (productId: string) =>
  queryOptions({
    queryKey: keys.admin.catalog.one(productId, 'plans'),
    queryFn: ({ signal }) =>
      unwrap(
        api.GET('/admin/plans', {
          params: { query: { product_id: productId, size: 200 } },
          signal,
        }),
      ),
  })

/** Everything that has a place in the order: all that is not retired. */
const placed: CatalogStatus[] = ['draft', 'on_sale', 'hidden']
export const placedQuery = (kind: 'products' | 'images') =>
  queryOptions({
    queryKey: keys.admin.catalog.view('placed', kind),
    queryFn: async ({ signal }): Promise<string[]> => {
      const params = { query: { status: placed, size: 200 } }
      const page =
        kind === 'products'
          ? await unwrap(api.GET('/admin/products', { params, signal }))
          : await unwrap(api.GET('/admin/images', { params, signal }))
      return page.items.map(({ id }) => id)
    },
  })

export const allImagesQuery = queryOptions({
  queryKey: keys.admin.catalog.view('images of plans'),
  queryFn: ({ signal }) =>
    unwrap(api.GET('/admin/images', { params: { query: { status: placed, size: 200 } }, signal })),
})

/** On which nodes an image is, or is on its way to. */
export const nodesOfQuery = (imageId: string) =>
  queryOptions({
    queryKey: keys.admin.nodes.view('with image', imageId),
    queryFn: ({ signal }) =>
      unwrap(
        api.GET('/admin/images/{image_id}/nodes', {
          params: { path: { image_id: imageId }, query: { sort: ['node_name'], size: 200 } },
          signal,
        }),
      ),
  })

/** The nodes an image can be pulled to. */
export const nodesQuery = queryOptions({
  queryKey: keys.admin.nodes.view('to pull to'),
  queryFn: async ({ signal }) => {
    const page = await unwrap(
      api.GET('/admin/nodes', { params: { query: { sort: ['name'], size: 200 } }, signal }),
    )
    return page.items.filter(({ state }) => state !== 'retired')
  },
})

export const pullTo = (nodeId: string, imageId: string) =>
  unwrap(
    api.POST('/admin/nodes/{node_id}/images', {
      params: { path: { node_id: nodeId } },
      body: { image_id: imageId },
    }),
  )

/** The currency prices are set in. */
export const configQuery = queryOptions({
  queryKey: keys.catalog.view('config'),
  queryFn: ({ signal }) => unwrap(api.GET('/public/config', { signal })),
})

const seen = (version: number) => ({ 'If-Match': `"${version}"` })

export const createProduct = (body: Schema<'ProductCreate'>) =>
  unwrap(api.POST('/admin/products', { body }))
export const updateProduct = ({ id, version }: Product, body: Schema<'ProductPatch'>) =>
  unwrap(
    api.PATCH('/admin/products/{product_id}', {
      params: { path: { product_id: id }, header: seen(version) },
      body,
    }),
  )
export const createPlan = (body: Schema<'PlanCreate'>) => unwrap(api.POST('/admin/plans', { body }))
export const updatePlan = ({ id, version }: Plan, body: Schema<'PlanPatch'>) =>
  unwrap(
    api.PATCH('/admin/plans/{plan_id}', {
      params: { path: { plan_id: id }, header: seen(version) },
      body,
    }),
  )
export const createImage = (body: Schema<'ImageCreate'>) =>
  unwrap(api.POST('/admin/images', { body }))
export const updateImage = ({ id, version }: Image, body: Schema<'ImagePatch'>) =>
  unwrap(
    api.PATCH('/admin/images/{image_id}', {
      params: { path: { image_id: id }, header: seen(version) },
      body,
    }),
  )

export type Move = 'publish' | 'hide' | 'retire'

export async function move(kind: Kind, id: string, to: Move): Promise<void> {
  const product = { params: { path: { product_id: id } } }
  const plan = { params: { path: { plan_id: id } } }
  const image = { params: { path: { image_id: id } } }
  if (kind === 'products') {
    await unwrap(api.POST(`/admin/products/{product_id}/actions/${to}`, product))
  } else if (kind === 'plans') await unwrap(api.POST(`/admin/plans/{plan_id}/actions/${to}`, plan))
  else await unwrap(api.POST(`/admin/images/{image_id}/actions/${to}`, image))
}

export const reorderPlans = (productId: string, ids: string[]) =>
  unwrap(
    api.POST('/admin/products/{product_id}/actions/reorder-plans', {
      params: { path: { product_id: productId } },
      body: { ids },
    }),
  )
export const reorder = (kind: 'products' | 'images', ids: string[]) =>
  kind === 'products'
    ? unwrap(api.POST('/admin/products/actions/reorder', { body: { ids } }))
    : unwrap(api.POST('/admin/images/actions/reorder', { body: { ids } }))

export const setPrice = (planId: string, body: Schema<'PriceCreate'>) =>
  unwrap(api.POST('/admin/plans/{plan_id}/prices', { params: { path: { plan_id: planId } }, body }))
export const withdrawPrice = (id: string) =>
  unwrap(
    api.POST('/admin/prices/{price_id}/actions/withdraw', { params: { path: { price_id: id } } }),
  )

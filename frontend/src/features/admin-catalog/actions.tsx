import { msg } from '@lingui/core/macro'
import {
  IconArchive,
  IconArrowDown,
  IconArrowUp,
  IconCash,
  IconCircleX,
  IconDownload,
  IconEdit,
  IconEye,
  IconEyeOff,
  IconPlus,
  IconStack2,
} from '@tabler/icons-react'
import { defineAction } from '~/actions/action'
import { keys } from '~/api/keys'
import {
  createImage,
  createPlan,
  createProduct,
  type Image,
  type Item,
  type Kind,
  move,
  type Plan,
  type PriceVersion,
  type Product,
  pullTo,
  reorder,
  reorderPlans,
  setPrice,
  updateImage,
  updatePlan,
  updateProduct,
  withdrawPrice,
} from './api'
import {
  type ImageForm,
  type PlanForm,
  type PriceForm,
  type ProductForm,
  planBody,
  priceBody,
} from './forms'
import { describeCatalog } from './labels'

const changed = () => [keys.admin.catalog.all, keys.catalog.all]
const manage = { permission: 'catalog:manage', describe: describeCatalog } as const

/** Something of the catalogue, and what to open to edit it. */
export interface Sold {
  kind: Kind
  item: Item
  edit?: () => void
  /** Of an image: what to open to see on which nodes it is. */
  nodes?: () => void
}

const about = ({ item }: Sold) => item.id

export const publish = defineAction<Sold>({
  ...manage,
  id: 'admin.catalog.publish',
  harm: 'none',
  label: msg`Put on sale`,
  icon: IconEye,
  visible: ({ item }) => item.allowed_actions.includes('publish'),
  subjectKey: about,
  perform: async ({ kind, item }) => {
    await move(kind, item.id, 'publish')
    return { title: msg`${item.slug} is on sale` }
  },
  invalidates: changed,
})

export const hide = defineAction<Sold>({
  ...manage,
  id: 'admin.catalog.hide',
  harm: 'none',
  label: msg`Hide`,
  icon: IconEyeOff,
  visible: ({ item }) => item.allowed_actions.includes('hide'),
  subjectKey: about,
  perform: async ({ kind, item }) => {
    await move(kind, item.id, 'hide')
    return {
      title: msg`${item.slug} is hidden`,
      undo: { label: msg`Put on sale again`, perform: () => move(kind, item.id, 'publish') },
    }
  },
  invalidates: changed,
})

export const retire = defineAction<Sold>({
  ...manage,
  id: 'admin.catalog.retire',
  harm: 'destroy',
  label: msg`Stop selling for good`,
  icon: IconArchive,
  visible: ({ item }) => item.allowed_actions.includes('retire'),
  subjectKey: about,
  confirm: ({ item }) => ({
    title: msg`Stop selling ${item.slug} for good?`,
    body: msg`It will never be sold again and cannot be changed. What was sold keeps running.`,
    confirm: msg`Stop selling for good`,
    typed: item.slug,
  }),
  perform: async ({ kind, item }) => {
    await move(kind, item.id, 'retire')
    return { title: msg`${item.slug} is no longer sold` }
  },
  invalidates: changed,
})

export const openEdit = defineAction<Sold>({
  ...manage,
  id: 'admin.catalog.edit.open',
  harm: 'none',
  label: msg`Edit`,
  icon: IconEdit,
  visible: ({ item, edit }) => Boolean(edit) && item.allowed_actions.includes('update'),
  subjectKey: about,
  perform: async ({ edit }) => {
    edit?.()
  },
})

export const openCreateProduct = defineAction<() => void>({
  ...manage,
  id: 'admin.catalog.product.open',
  harm: 'none',
  label: msg`Create a product`,
  icon: IconPlus,
  perform: async (open) => {
    open()
  },
})

export const openCreatePlan = defineAction<() => void>({
  ...manage,
  id: 'admin.catalog.plan.open',
  harm: 'none',
  label: msg`Add a plan`,
  icon: IconPlus,
  perform: async (open) => {
    open()
  },
})

export const openCreateImage = defineAction<() => void>({
  ...manage,
  id: 'admin.catalog.image.open',
  harm: 'none',
  label: msg`Add an image`,
  icon: IconPlus,
  perform: async (open) => {
    open()
  },
})

export const openPrice = defineAction<{ plan: Plan; open: () => void }>({
  ...manage,
  id: 'admin.catalog.price.open',
  harm: 'none',
  label: msg`Set a price`,
  icon: IconCash,
  visible: ({ plan }) => plan.allowed_actions.includes('update'),
  subjectKey: ({ plan }) => plan.id,
  perform: async ({ open }) => {
    open()
  },
})

export const saveProduct = defineAction<{ product: Product | null; form: ProductForm }>({
  ...manage,
  id: 'admin.catalog.product.save',
  harm: 'none',
  label: msg`Save the product`,
  icon: IconEdit,
  perform: async ({ product, form }) => {
    const texts = {
      name: { ru: form.name_ru, en: form.name_en },
      description: { ru: form.description_ru, en: form.description_en },
    }
    if (product) {
      await updateProduct(product, texts)
      return { title: msg`The product is saved` }
    }
    const made = await createProduct({ slug: form.slug, kind: form.kind, ...texts })
    return { title: msg`Product created. Now add a plan`, to: `/admin/catalog/${made.id}` }
  },
  invalidates: changed,
})

export const savePlan = defineAction<{ productId: string; plan: Plan | null; form: PlanForm }>({
  ...manage,
  id: 'admin.catalog.plan.save',
  harm: 'none',
  label: msg`Save the plan`,
  icon: IconEdit,
  perform: async ({ productId, plan, form }) => {
    const body = planBody(form)
    await (plan
      ? updatePlan(plan, body)
      : createPlan({ product_id: productId, slug: form.slug, ...body }))
    return { title: msg`The plan ${form.name} is saved` }
  },
  invalidates: changed,
})

export const saveImage = defineAction<{ image: Image | null; form: ImageForm }>({
  ...manage,
  id: 'admin.catalog.image.save',
  harm: 'none',
  label: msg`Save the image`,
  icon: IconEdit,
  perform: async ({ image, form }) => {
    const body = {
      name: form.name,
      description: { ru: form.description_ru, en: form.description_en },
      reference: form.reference,
      port: Number(form.port),
    }
    await (image
      ? updateImage(image, body)
      : createImage({ slug: form.slug, kind: form.kind, ...body }))
    return { title: msg`The image ${form.name} is saved` }
  },
  invalidates: changed,
})

export const savePrice = defineAction<{ plan: Plan; form: PriceForm; currency: string }>({
  ...manage,
  id: 'admin.catalog.price.save',
  harm: 'none',
  label: msg`Set a price`,
  icon: IconCash,
  perform: async ({ plan, form, currency }) => {
    await setPrice(plan.id, priceBody(form, currency))
    return { title: msg`The price of ${plan.name} is set` }
  },
  invalidates: changed,
})

export const withdraw = defineAction<{ plan: Plan; price: PriceVersion }>({
  ...manage,
  id: 'admin.catalog.price.withdraw',
  harm: 'notice',
  label: msg`Withdraw the price`,
  icon: IconCircleX,
  visible: ({ plan, price }) =>
    plan.allowed_actions.includes('update') && ['current', 'scheduled'].includes(price.state),
  subjectKey: ({ price }) => price.id,
  confirm: ({ plan }) => ({
    title: msg`Withdraw this price of ${plan.name}?`,
    body: msg`The plan is no longer sold for this period. Those who bought it keep paying this price.`,
    confirm: msg`Withdraw the price`,
  }),
  perform: async ({ price }) => {
    await withdrawPrice(price.id)
    return { title: msg`The price is withdrawn` }
  },
  invalidates: changed,
})

/** One place up or down among those that have one; `productId` for plans. */
export interface Place {
  id: string
  ids: string[]
  by: 'products' | 'images' | { productId: string }
}

function moved({ id, ids }: Place, step: number): string[] {
  const from = ids.indexOf(id)
  const next = ids.toSpliced(from, 1)
  return next.toSpliced(from + step, 0, id)
}

async function put(place: Place, step: number): Promise<void> {
  const ids = moved(place, step)
  await (typeof place.by === 'string'
    ? reorder(place.by, ids)
    : reorderPlans(place.by.productId, ids))
}

export const moveUp = defineAction<Place>({
  ...manage,
  id: 'admin.catalog.up',
  harm: 'none',
  label: msg`Move up`,
  icon: IconArrowUp,
  visible: ({ id, ids }) => ids.indexOf(id) > 0,
  subjectKey: ({ id }) => id,
  perform: async (place) => {
    await put(place, -1)
  },
  invalidates: changed,
})

export const moveDown = defineAction<Place>({
  ...manage,
  id: 'admin.catalog.down',
  harm: 'none',
  label: msg`Move down`,
  icon: IconArrowDown,
  visible: ({ id, ids }) => ids.includes(id) && ids.indexOf(id) < ids.length - 1,
  subjectKey: ({ id }) => id,
  perform: async (place) => {
    await put(place, 1)
  },
  invalidates: changed,
})

export const openNodes = defineAction<Sold>({
  id: 'admin.catalog.image.nodes.open',
  harm: 'none',
  label: msg`On which nodes it is`,
  icon: IconStack2,
  permission: 'nodes:read',
  visible: ({ nodes }) => nodes !== undefined,
  subjectKey: about,
  perform: async ({ nodes }) => {
    nodes?.()
    return undefined
  },
})

export const pull = defineAction<{ image: Image; node: { id: string; name: string } }>({
  id: 'admin.catalog.image.pull',
  harm: 'none',
  label: msg`Pull`,
  icon: IconDownload,
  permission: 'nodes:manage',
  describe: describeCatalog,
  subjectKey: ({ image, node }) => `${image.id} ${node.id}`,
  perform: async ({ image, node }) => {
    await pullTo(node.id, image.id)
    return { title: msg`${image.name} is being pulled to ${node.name}` }
  },
  invalidates: () => [keys.admin.nodes.all],
})

import * as v from 'valibot'
import { amount } from '~/api/amountRule'
import { text } from '~/api/rules'
import { ImageCreate, PlanCreate, PriceCreate, ProductCreate } from '~/api/rules.gen'
import { decimal, minorUnits } from '~/lib/money'
import type { Image, Plan, PriceVersion, Product } from './api'

const line = { maxLength: 300, pattern: ImageCreate.name.pattern }
const name = text(PlanCreate.name)
const words = text(line)
const slug = text(ProductCreate.slug, { required: true, lower: true })

/** Whole numbers above nothing, as people type them. */
function whole(least = 1): v.GenericSchema<string> {
  return v.pipe(
    text({}, { required: true }),
    v.check((value) => /^\d{1,9}$/.test(value) && Number(value) >= least, 'whole'),
  )
}

export const productSchema = v.object({
  slug,
  kind: v.picklist(['container', 'vps']),
  name_ru: name,
  name_en: name,
  description_ru: words,
  description_en: words,
})
export type ProductForm = v.InferOutput<typeof productSchema>

export const productDefaults = (product: Product | null): ProductForm => ({
  slug: product?.slug ?? '',
  kind: product?.kind ?? 'container',
  name_ru: product?.name.ru ?? '',
  name_en: product?.name.en ?? '',
  description_ru: product?.description.ru ?? '',
  description_en: product?.description.en ?? '',
})

/** Empty is unlimited. */
const stock = v.pipe(
  text({}),
  v.check((value) => /^\d{0,9}$/.test(value), 'whole'),
)

export const planSchema = v.object({
  slug,
  name,
  description_ru: words,
  description_en: words,
  cpu_millis: whole(),
  memory_mb: whole(),
  disk_gb: whole(),
  stock,
  options: v.array(v.string()),
  image_ids: v.array(v.string()),
})
export type PlanForm = v.InferOutput<typeof planSchema>

export const planDefaults = (plan: Plan | null): PlanForm => ({
  slug: plan?.slug ?? '',
  name: plan?.name ?? '',
  description_ru: plan?.description.ru ?? '',
  description_en: plan?.description.en ?? '',
  cpu_millis: String(plan?.cpu_millis ?? 1000),
  memory_mb: String(plan?.memory_mb ?? 1024),
  disk_gb: String(plan?.disk_gb ?? 10),
  stock: plan?.stock == null ? '' : String(plan.stock),
  options: plan?.is_default ? ['default'] : [],
  image_ids: plan?.image_ids ?? [],
})

export const planBody = (form: PlanForm) => ({
  name: form.name,
  description: { ru: form.description_ru, en: form.description_en },
  cpu_millis: Number(form.cpu_millis),
  memory_mb: Number(form.memory_mb),
  disk_gb: Number(form.disk_gb),
  stock: form.stock === '' ? null : Number(form.stock),
  is_default: form.options.includes('default'),
  image_ids: form.image_ids,
})

export const imageSchema = v.object({
  slug,
  kind: v.picklist(['container', 'vps']),
  name: text(ImageCreate.name),
  description_ru: words,
  description_en: words,
  reference: text(ImageCreate.reference),
  port: v.pipe(
    whole(ImageCreate.port.minimum),
    v.check((value) => Number(value) <= ImageCreate.port.maximum, 'whole'),
  ),
})
export type ImageForm = v.InferOutput<typeof imageSchema>

export const imageDefaults = (image: Image | null): ImageForm => ({
  slug: image?.slug ?? '',
  kind: image?.kind ?? 'container',
  name: image?.name ?? '',
  description_ru: image?.description.ru ?? '',
  description_en: image?.description.en ?? '',
  reference: image?.reference ?? '',
  port: String(image?.port ?? 8080),
})

export const priceSchema = (currency: string) =>
  v.object({
    period: v.picklist(['month', 'hour']),
    amount: amount({ minimum: 1, maximum: PriceCreate.amount.maximum }, currency),
    setup_fee: amount({ minimum: 0, maximum: PriceCreate.amount.maximum }, currency),
    valid_from: text({}),
  })
export type PriceForm = v.InferOutput<ReturnType<typeof priceSchema>>

/** The next version begins with what is valid now. */
export function priceDefaults(plan: Plan): PriceForm {
  const current = plan.prices.find((price: PriceVersion) => price.state === 'current')
  return {
    period: current?.period ?? 'month',
    amount: current ? decimal(current.amount) : '',
    setup_fee: current ? decimal(current.setup_fee) : '0',
    valid_from: '',
  }
}

export const priceBody = (form: PriceForm, currency: string) => ({
  period: form.period,
  currency,
  amount: minorUnits(form.amount, currency) ?? 0,
  setup_fee: minorUnits(form.setup_fee, currency) ?? 0,
  // The field says the reader's own time.
  ...(form.valid_from && { valid_from: new Date(form.valid_from).toISOString() }),
})

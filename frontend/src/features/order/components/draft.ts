import { useCallback, useMemo } from 'react'
import { useSearchParams } from 'react-router'
import type { Catalog, Image, Plan, Price, Product } from '../api'

export type Period = Price['period']

/** What is being put together. It lives in the address: a reload or a shared link keeps it. */
export interface Draft {
  product: Product
  plan: Plan
  price: Price
  image: Image
  period: Period
  images: Image[]
}

type Choice = 'plan' | 'period' | 'image' | 'name'

export function useDraft(catalog: Catalog | undefined) {
  const [search, setSearch] = useSearchParams()
  const draft = useMemo(() => catalog && readDraft(catalog, search), [catalog, search])
  const choose = useCallback(
    (name: Choice, value: string) =>
      setSearch(
        (before) => {
          const next = new URLSearchParams(before)
          if (value) next.set(name, value)
          else next.delete(name)
          return next
        },
        { replace: true, preventScrollReset: true },
      ),
    [setSearch],
  )
  return { draft, name: search.get('name') ?? '', choose }
}

/** Nothing on sale is null; anything unknown in the address falls back to the first there is. */
function readDraft(catalog: Catalog, search: URLSearchParams): Draft | null {
  const onSale = catalog.products.filter((product) => product.plans.some(isPriced))
  const wanted = search.get('plan')
  const product =
    onSale.find(({ plans }) => plans.some((plan) => plan.slug === wanted)) ?? onSale[0]
  const plans = product?.plans.filter(isPriced) ?? []
  const plan = plans.find(({ slug }) => slug === wanted) ?? plans[0]
  const images = catalog.images.filter(({ kind }) => kind === product?.kind)
  const image = images.find(({ slug }) => slug === search.get('image')) ?? images[0]
  const price = plan && priceOf(plan, search.get('period') === 'hour' ? 'hour' : 'month')
  if (!product || !plan || !price || !image) return null
  return { product, plan, price, image, period: price.period, images }
}

function isPriced(plan: Plan): boolean {
  return plan.prices.length > 0
}

/** The price of a period, or the only one there is. */
export function priceOf(plan: Plan, period: Period): Price | undefined {
  return plan.prices.find((price) => price.period === period) ?? plan.prices[0]
}

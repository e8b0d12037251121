import { startTransition, useCallback, useEffect, useMemo, useOptimistic, useRef } from 'react'
import { useNavigate, useSearchParams } from 'react-router'
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
  const [search] = useSearchParams()
  const navigate = useNavigate()
  // The address changes in a transition; a click has to show at once, and the next builds on it.
  const [shown, show] = useOptimistic(search)
  const latest = useRef(search)
  useEffect(() => {
    latest.current = search
  }, [search])
  const draft = useMemo(() => catalog && readDraft(catalog, shown), [catalog, shown])
  const choose = useCallback(
    (name: Choice, value: string) => {
      const next = new URLSearchParams(latest.current)
      if (value) next.set(name, value)
      else next.delete(name)
      latest.current = next
      startTransition(async () => {
        show(next)
        await navigate({ search: next.toString() }, { replace: true })
      })
    },
    [navigate, show],
  )
  return { draft, name: shown.get('name') ?? '', choose }
}

/** Nothing on sale is null; anything unknown in the address falls back to the first there is. */
function readDraft(catalog: Catalog, search: URLSearchParams): Draft | null {
  const onSale = catalog.products
    .map((product) => ({ ...product, plans: product.plans.filter(isSold) }))
    .filter(({ plans }) => plans.length > 0)
  const wanted = search.get('plan')
  const product =
    onSale.find(({ plans }) => plans.some((plan) => plan.slug === wanted)) ?? onSale[0]
  const plans = product?.plans ?? []
  const plan = plans.find(({ slug }) => slug === wanted) ?? plans[0]
  const images = catalog.images.filter(
    ({ id, kind }) =>
      kind === product?.kind && (!plan?.image_ids.length || plan.image_ids.includes(id)),
  )
  const image = images.find(({ slug }) => slug === search.get('image')) ?? images[0]
  const price = plan && priceOf(plan, search.get('period') === 'hour' ? 'hour' : 'month')
  if (!product || !plan || !price || !image) return null
  return { product, plan, price, image, period: price.period, images }
}

function isSold(plan: Plan): boolean {
  return plan.in_stock && plan.prices.length > 0
}

/** The price of a period, or the only one there is. */
export function priceOf(plan: Plan, period: Period): Price | undefined {
  return plan.prices.find((price) => price.period === period) ?? plan.prices[0]
}

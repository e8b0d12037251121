import type { MoneyValue } from '~/lib/format'
import type { Locale } from '~/lib/locale'
import file from './catalog.json'

/** What the public pages use of `GET /public/catalog`; the file is written by `npm run catalog`. */
export interface Price {
  id: string
  period: string
  amount: MoneyValue
  setup_fee: MoneyValue
}

export interface Plan {
  id: string
  slug: string
  name: string
  cpu_millis: number
  memory_mb: number
  disk_gb: number
  prices: Price[]
}

export interface Product {
  id: string
  slug: string
  kind: string
  name: Record<Locale, string>
  plans: Plan[]
}

export const products: Product[] = file.products

export function monthly(plan: Plan): Price | undefined {
  return plan.prices.find((price) => price.period === 'month')
}

/** The lowest monthly price there is, for "from …". */
export function cheapest(): MoneyValue | undefined {
  return products
    .flatMap((product) => product.plans)
    .flatMap((plan) => monthly(plan)?.amount ?? [])
    .toSorted((one, other) => one.amount - other.amount)[0]
}

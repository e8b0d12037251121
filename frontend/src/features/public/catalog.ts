import { createContext, useContext } from 'react'
import type { components } from '~/api/schema.gen'
import type { MoneyValue } from '~/lib/format'

type Schemas = components['schemas']
export type Price = Schemas['PriceRead']
export type Plan = Schemas['PlanRead']
export type Product = Schemas['ProductRead']

/** What is on sale as the page is rendered: `GET /public/catalog`. */
export const CatalogContext = createContext<Product[]>([])

export const LegalContext = createContext<LegalDocument[]>([])

/** Who sells it: `GET /public/config`; nothing of it is known before the API answered. */
export type Company = Pick<
  Schemas['PublicConfigRead'],
  | 'company_name'
  | 'legal_name'
  | 'address'
  | 'tax_id'
  | 'registration_number'
  | 'support_email'
  | 'support_phone'
>
export const CompanyContext = createContext<Partial<Company>>({})

export function useCompany(): Partial<Company> {
  return useContext(CompanyContext)
}

export function useProducts(): Product[] {
  return useContext(CatalogContext)
}

/** The price a plan is shown with: by the month, or the only one there is. */
export function mainPrice(plan: Plan): Price | undefined {
  return plan.prices.find((price) => price.period === 'month') ?? plan.prices[0]
}

/** The lowest monthly price there is, for "from …". */
export function cheapest(products: Product[]): MoneyValue | undefined {
  return products
    .flatMap((product) => product.plans)
    .flatMap((plan) => plan.prices.filter((price) => price.period === 'month'))
    .map((price) => price.amount)
    .toSorted((one, other) => one.amount - other.amount)[0]
}

/** A legal document with its published versions, the newest first; `current` is the number in force. */
export interface LegalDocument {
  kind: Schemas['LegalKind']
  current: number | null
  versions: Schemas['LegalVersionTextRead'][]
}

/**
 * Set where staff look at a page that is not public yet: what of it is not on sale, by the id of
 * the plan. Nothing is ordered there.
 */
export const PreviewContext = createContext<ReadonlyMap<string, NotOnSale> | null>(null)
export type NotOnSale = 'draft' | 'hidden'

export type PreviewProduct = Schemas['PreviewProductRead']

/** A plan is sold where its product is too. */
export function notOnSale(products: PreviewProduct[]): Map<string, NotOnSale> {
  const found = new Map<string, NotOnSale>()
  for (const product of products) {
    for (const plan of product.plans) {
      const status = [plan.status, product.status].find(
        (one) => one === 'draft' || one === 'hidden',
      )
      if (status === 'draft' || status === 'hidden') found.set(plan.id, status)
    }
  }
  return found
}

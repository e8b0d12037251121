import { useLocale } from '~/i18n/useLocale'
import { type Locale, localized } from '~/lib/locale'
import { decimal } from '~/lib/money'
import { useOrigin } from '~/lib/site'
import { type Plan, type Price, type Product, useProducts } from '../catalog'

const unitCodes: Record<Price['period'], string> = { hour: 'HUR', month: 'MON' }

/** Prices for search engines (schema.org). A data block: no script runs here. */
export function PriceData() {
  const locale = useLocale()
  const origin = useOrigin()
  const data = {
    '@context': 'https://schema.org',
    '@graph': useProducts().flatMap((product) =>
      product.plans.flatMap((plan) => describe(product, plan, locale, origin)),
    ),
  }
  return (
    <script
      type="application/ld+json"
      // biome-ignore lint/security/noDangerouslySetInnerHtml: our own data, `<` cannot end the block.
      dangerouslySetInnerHTML={{ __html: JSON.stringify(data).replaceAll('<', '\\u003c') }}
    />
  )
}

function describe(product: Product, plan: Plan, locale: Locale, origin: string) {
  if (plan.prices.length === 0) return []
  const url = origin + localized('/plans', locale)
  return {
    '@type': 'Product',
    name: `${product.name[locale]} ${plan.name}`,
    ...(plan.description[locale] && { description: plan.description[locale] }),
    offers: plan.prices.map((price) => ({
      '@type': 'Offer',
      // What the checkout asks first: the period, and what is paid once.
      price: decimal({ ...price.amount, amount: price.amount.amount + price.setup_fee.amount }),
      priceCurrency: price.amount.currency,
      priceSpecification: parts(price),
      url,
      availability: `https://schema.org/${plan.in_stock ? 'InStock' : 'SoldOut'}`,
    })),
  }
}

function parts({ amount, setup_fee, period }: Price) {
  const part = (type: string, value: Price['amount']) => ({
    '@type': 'UnitPriceSpecification',
    priceComponentType: `https://schema.org/${type}`,
    price: decimal(value),
    priceCurrency: value.currency,
  })
  const recurring = {
    ...part('Subscription', amount),
    billingDuration: 1,
    unitCode: unitCodes[period],
  }
  return setup_fee.amount > 0 ? [recurring, part('ActivationFee', setup_fee)] : [recurring]
}

import { useLocale } from '~/i18n/useLocale'
import { localized } from '~/lib/locale'
import { decimal } from '~/lib/money'
import { monthly, products } from '../catalog'

declare const __PUBLIC_URL__: string

/** Prices for search engines (schema.org). A data block: no script runs here. */
export function PriceData() {
  const locale = useLocale()
  const data = {
    '@context': 'https://schema.org',
    '@graph': products.flatMap((product) =>
      product.plans.flatMap((plan) => {
        const price = monthly(plan)
        if (!price) return []
        return {
          '@type': 'Product',
          name: `${product.name[locale]} ${plan.name}`,
          offers: {
            '@type': 'Offer',
            price: decimal(price.amount),
            priceCurrency: price.amount.currency,
            url: __PUBLIC_URL__ + localized('/plans', locale),
            availability: 'https://schema.org/InStock',
          },
        }
      }),
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

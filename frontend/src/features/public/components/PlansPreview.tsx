import { I18nProvider } from '@lingui/react'
import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { CardSkeleton } from '~/design/patterns/Skeleton'
import { BrandContext, useBrand } from '~/lib/brand'
import type { Locale } from '~/lib/locale'
import { surroundingsQuery, wordsQuery } from '../api'
import {
  CatalogContext,
  CompanyContext,
  LegalContext,
  notOnSale,
  PreviewContext,
  type PreviewProduct,
} from '../catalog'
import { PageFrame } from './PageFrame'
import { PlansPage } from './PlansPage'
import { PublicFrame } from './PublicFrame'

interface Props {
  products: PreviewProduct[]
  locale: Locale
  narrow: boolean
  onLanguage: (locale: string) => void
}

/** The page itself, by the components that render it for visitors. */
export function PlansPreview({ products, locale, narrow, onLanguage }: Props) {
  const { t } = useLingui()
  const words = useQuery(wordsQuery(locale)).data
  const around = useQuery(surroundingsQuery).data
  const brand = useBrand()
  if (!words || !around) return <CardSkeleton lines={12} />
  return (
    <PageFrame
      title={t`The plans page, a preview`}
      locale={locale}
      narrow={narrow}
      onLanguage={onLanguage}
    >
      <I18nProvider i18n={words}>
        <BrandContext value={brand}>
          <CompanyContext value={around.company}>
            <LegalContext value={around.legal}>
              <PreviewContext value={notOnSale(products)}>
                <CatalogContext value={products}>
                  <p className="preview-mark">
                    <Trans>Preview. Visitors do not see this page yet.</Trans>
                  </p>
                  <PublicFrame path="/plans">
                    <PlansPage />
                  </PublicFrame>
                </CatalogContext>
              </PreviewContext>
            </LegalContext>
          </CompanyContext>
        </BrandContext>
      </I18nProvider>
    </PageFrame>
  )
}

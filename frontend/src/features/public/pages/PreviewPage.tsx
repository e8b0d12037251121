import { Trans, useLingui } from '@lingui/react/macro'
import { IconArrowLeft, IconEye, IconMoodEmpty } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useSearchParams } from 'react-router'
import { useNameCrumb } from '~/design/patterns/crumb'
import { EmptyState } from '~/design/patterns/EmptyState'
import { ModulePage } from '~/design/patterns/ModulePage'
import { CardSkeleton } from '~/design/patterns/Skeleton'
import { LinkButton } from '~/design/primitives/LinkButton'
import { Segmented } from '~/design/primitives/Segmented'
import { Select } from '~/design/primitives/Select'
import { useLocale } from '~/i18n/useLocale'
import { dateTime } from '~/lib/format'
import { isLocale, type Locale } from '~/lib/locale'
import { previewQuery } from '../api'
import { PlansPreview } from '../components/PlansPreview'

/** What visitors will see, for staff who are about to put it on sale. */
export default function PreviewPage() {
  const { t } = useLingui()
  const mine = useLocale()
  const [search, setSearch] = useSearchParams()
  const asked = search.get('language')
  const locale = isLocale(asked) ? asked : mine
  const at = search.get('at') ?? ''
  const [narrow, setNarrow] = useState(false)
  const query = useQuery(previewQuery(at || null))
  const choose = (name: 'language' | 'at', value: string) => {
    const next = new URLSearchParams(search)
    if (value) next.set(name, value)
    else next.delete(name)
    setSearch(next, { replace: true })
  }
  const language = (value: string) => choose('language', value)
  useNameCrumb(t`Preview`)
  return (
    <ModulePage
      title={t`Preview of the plans page`}
      description={t`What visitors would see if all of it were on sale now`}
      actions={
        <LinkButton to="/admin/catalog" icon={IconArrowLeft}>
          <Trans>Catalogue</Trans>
        </LinkButton>
      }
      notice={
        <div className="notice notice--info">
          <IconEye className="i" aria-hidden />
          <span className="grow">
            <Trans>
              Only staff see this page. Drafts and hidden plans are marked, and nothing can be
              ordered here.
            </Trans>
          </span>
        </div>
      }
      filters={
        <>
          <Segmented<Locale>
            label={t`Language of the page`}
            value={locale}
            onChange={language}
            options={[
              { value: 'ru', label: 'Русский' },
              { value: 'en', label: 'English' },
            ]}
          />
          <Segmented
            label={t`Show as`}
            value={narrow ? 'phone' : 'wide'}
            onChange={(view) => setNarrow(view === 'phone')}
            options={[
              { value: 'wide', label: t`Computer` },
              { value: 'phone', label: t`Phone` },
            ]}
          />
          {query.data && query.data.price_changes.length > 0 && (
            <Select
              label={t`Prices as of`}
              value={at}
              empty={t`Prices of today`}
              onChange={(moment) => choose('at', moment)}
              options={query.data.price_changes.map((moment) => ({
                value: moment,
                label: t`Prices from ${dateTime(moment, mine, 'date')}`,
              }))}
            />
          )}
        </>
      }
      query={query}
      skeleton={<CardSkeleton lines={12} />}
      isEmpty={query.data?.products.length === 0}
      empty={
        <EmptyState icon={IconMoodEmpty} title={t`There is nothing to show yet`}>
          <Trans>Create a product with a plan first. It does not have to be on sale.</Trans>
        </EmptyState>
      }
    >
      {query.data && (
        <PlansPreview
          products={query.data.products}
          locale={locale}
          narrow={narrow}
          onLanguage={language}
        />
      )}
    </ModulePage>
  )
}

import { Trans, useLingui } from '@lingui/react/macro'
import { IconExternalLink, IconEye, IconTags } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense, useState } from 'react'
import { useParams } from 'react-router'
import { ActionButton } from '~/actions/ActionButton'
import { useNameCrumb } from '~/design/patterns/crumb'
import { EmptyState } from '~/design/patterns/EmptyState'
import { ModulePage } from '~/design/patterns/ModulePage'
import { CardSkeleton } from '~/design/patterns/Skeleton'
import { StatusBadge } from '~/design/patterns/StatusBadge'
import { buttonClass } from '~/design/primitives/Button'
import { LinkButton } from '~/design/primitives/LinkButton'
import { useLocale } from '~/i18n/useLocale'
import { localized } from '~/lib/locale'
import { hide, openCreatePlan, openEdit, publish, retire } from '../actions'
import { type Plan, plansQuery, productQuery } from '../api'
import { PlanCard } from '../components/PlanCard'
import { catalogStatusStyles } from '../labels'

const ProductDialog = lazy(() => import('../dialogs/ProductDialog'))
const PlanDialog = lazy(() => import('../dialogs/PlanDialog'))
const PriceDialog = lazy(() => import('../dialogs/PriceDialog'))

type Opened = { dialog: 'product' } | { dialog: 'plan'; plan: Plan | null } | PriceOpened
interface PriceOpened {
  dialog: 'price'
  plan: Plan
}

export default function ProductPage() {
  const { t } = useLingui()
  const locale = useLocale()
  const { productId = '' } = useParams()
  const query = useQuery(productQuery(productId))
  const plans = useQuery(plansQuery(productId)).data?.items
  const [opened, open] = useState<Opened | null>(null)
  const product = query.data
  const close = () => open(null)
  const ids = plans?.filter(({ status }) => status !== 'retired').map(({ id }) => id) ?? []
  const sold = product && {
    kind: 'products' as const,
    item: product,
    edit: () => open({ dialog: 'product' }),
  }
  useNameCrumb(product?.name[locale])
  return (
    <>
      <ModulePage
        title={product?.name[locale] ?? t`Product`}
        badge={product && <StatusBadge status={catalogStatusStyles[product.status]} />}
        description={product?.description[locale]}
        actions={
          sold && (
            <>
              <ActionButton action={publish} subject={sold} variant="primary" />
              <ActionButton
                action={openCreatePlan}
                subject={() => open({ dialog: 'plan', plan: null })}
              />
              <ActionButton action={openEdit} subject={sold} />
              <ActionButton action={hide} subject={sold} />
              <ActionButton action={retire} subject={sold} />
              <LinkButton to="/admin/catalog/preview" icon={IconEye}>
                <Trans>Preview</Trans>
              </LinkButton>
              <a className={buttonClass('secondary')} href={localized('/plans', locale)}>
                <IconExternalLink className="i" aria-hidden />
                <Trans>Public page</Trans>
              </a>
            </>
          )
        }
        query={query}
        skeleton={<CardSkeleton lines={6} />}
        isEmpty={plans?.length === 0}
        empty={
          <EmptyState icon={IconTags} title={t`This product has no plans yet`}>
            <Trans>A plan is a size with a price: without one there is nothing to order.</Trans>
          </EmptyState>
        }
      >
        <div className="stack">
          {plans?.map((plan) => (
            <PlanCard
              key={plan.id}
              plan={plan}
              ids={ids}
              edit={() => open({ dialog: 'plan', plan })}
              price={() => open({ dialog: 'price', plan })}
            />
          ))}
        </div>
      </ModulePage>
      <Suspense>
        {product && opened?.dialog === 'product' && (
          <ProductDialog product={product} onClose={close} />
        )}
        {product && opened?.dialog === 'plan' && (
          <PlanDialog product={product} plan={opened.plan} onClose={close} />
        )}
        {opened?.dialog === 'price' && <PriceDialog plan={opened.plan} onClose={close} />}
      </Suspense>
    </>
  )
}

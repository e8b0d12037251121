import { Trans, useLingui } from '@lingui/react/macro'
import { IconAlertTriangle, IconCheck, IconEyeOff, IconPencil } from '@tabler/icons-react'
import { useContext } from 'react'
import { Badge } from '~/design/primitives/Badge'
import { buttonClass } from '~/design/primitives/Button'
import { useLocale } from '~/i18n/useLocale'
import { cpu, disk, memory, money } from '~/lib/format'
import { mainPrice, type Plan, PreviewContext, type Price, useProducts } from '../catalog'
import { OrderLink } from './OrderLink'

/** The default plan is what most people need: it wears the accent. */
export function PlanCards() {
  const plans = useProducts().flatMap((product) => product.plans)
  const best = plans.find((plan) => plan.is_default) ?? plans[Math.floor(plans.length / 2)]
  if (plans.length === 0) {
    return (
      <p>
        <Trans>There is nothing on sale right now. Come back a little later.</Trans>
      </p>
    )
  }
  return (
    <div className="grid-3">
      {plans.map((plan) => (
        <PlanCard key={plan.id} plan={plan} best={plan === best} />
      ))}
    </div>
  )
}

function PlanCard({ plan, best }: { plan: Plan; best: boolean }) {
  const { t } = useLingui()
  const locale = useLocale()
  const features = [
    t`${memory(plan.memory_mb, locale)} of memory`,
    cpu(plan.cpu_millis, locale),
    t`${disk(plan.disk_gb, locale)} of disk`,
    t`Its own address and a check every minute`,
  ]
  return (
    <article className={best ? 'card price-card price-card--best' : 'card price-card'}>
      <div className="row row--between">
        <h3>{plan.name}</h3>
        {best && (
          <Badge tone="accent">
            <Trans>Most popular</Trans>
          </Badge>
        )}
      </div>
      <PreviewNotes plan={plan} />
      {plan.description[locale] && <p className="second">{plan.description[locale]}</p>}
      <Prices plan={plan} />
      <ul className="checklist">
        {features.map((feature) => (
          <li key={feature}>
            <IconCheck className="i i--sm" aria-hidden />
            {feature}
          </li>
        ))}
      </ul>
      {plan.in_stock ? (
        <OrderLink plan={plan} className={buttonClass(best ? 'primary' : 'secondary', 'lg', true)}>
          {t`Order ${plan.name}`}
        </OrderLink>
      ) : (
        <p className="second">
          <Trans>Sold out for now</Trans>
        </p>
      )}
    </article>
  )
}

/** What staff have to know of a plan before it is on sale. */
function PreviewNotes({ plan }: { plan: Plan }) {
  const status = useContext(PreviewContext)?.get(plan.id)
  const unpriced = useContext(PreviewContext) !== null && plan.prices.length === 0
  if (!status && !unpriced) return null
  return (
    <p className="row preview-notes">
      {status && (
        <Badge tone="warning" icon={status === 'draft' ? IconPencil : IconEyeOff}>
          {status === 'draft' ? (
            <Trans>Draft, not on sale</Trans>
          ) : (
            <Trans>Hidden, not on sale</Trans>
          )}
        </Badge>
      )}
      {unpriced && (
        <Badge tone="critical" icon={IconAlertTriangle}>
          <Trans>No price yet</Trans>
        </Badge>
      )}
    </p>
  )
}

/** The whole price as the checkout asks it: the period, the other period, and what is paid once. */
function Prices({ plan }: { plan: Plan }) {
  const { t } = useLingui()
  const locale = useLocale()
  const price = mainPrice(plan)
  if (!price) return null
  const other = plan.prices.find((one) => one.period !== price.period)
  const per = (one: Price) =>
    one.period === 'hour'
      ? t`or ${money(one.amount, locale)} an hour`
      : t`or ${money(one.amount, locale)} a month`
  return (
    <div>
      <p className="price-card__price">
        {money(price.amount, locale)}{' '}
        <small>{price.period === 'hour' ? <Trans>an hour</Trans> : <Trans>a month</Trans>}</small>
      </p>
      {other && <p className="small second num">{per(other)}</p>}
      {price.setup_fee.amount > 0 && (
        <p className="small second num">
          <Trans>plus {money(price.setup_fee, locale)} once, for the set-up</Trans>
        </p>
      )}
    </div>
  )
}

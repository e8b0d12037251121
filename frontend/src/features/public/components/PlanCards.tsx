import { Trans, useLingui } from '@lingui/react/macro'
import { IconCheck } from '@tabler/icons-react'
import { Badge } from '~/design/primitives/Badge'
import { buttonClass } from '~/design/primitives/Button'
import { useLocale } from '~/i18n/useLocale'
import { cpu, disk, memory, money } from '~/lib/format'
import { monthly, type Plan, products } from '../catalog'

/** The plan in the middle is what most people need: it wears the accent. */
export function PlanCards() {
  const plans = products.flatMap((product) => product.plans)
  const best = plans[Math.floor(plans.length / 2)]
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
  const price = monthly(plan)
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
      {price && (
        <p className="price-card__price">
          {money(price.amount, locale)}{' '}
          <small>
            <Trans>a month</Trans>
          </small>
        </p>
      )}
      <ul className="checklist">
        {features.map((feature) => (
          <li key={feature}>
            <IconCheck className="i i--sm" aria-hidden />
            {feature}
          </li>
        ))}
      </ul>
      <a
        className={buttonClass(best ? 'primary' : 'secondary', 'lg', true)}
        href={`/panel/order?plan=${plan.slug}`}
      >
        {t`Order ${plan.name}`}
      </a>
    </article>
  )
}

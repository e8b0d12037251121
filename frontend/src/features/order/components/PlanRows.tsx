import { Trans, useLingui } from '@lingui/react/macro'
import { Money } from '~/design/patterns/Money'
import { Segmented } from '~/design/primitives/Segmented'
import { useLocale } from '~/i18n/useLocale'
import { cpu, disk, memory, money } from '~/lib/format'
import type { Plan } from '../api'
import { type Draft, type Period, priceOf } from './draft'

interface Props {
  draft: Draft
  choose: (name: 'plan' | 'period', value: string) => void
}

export function PlanRows({ draft, choose }: Props) {
  const { t } = useLingui()
  return (
    <section>
      <div className="section-n row--between row--wrap">
        <h2>
          <Trans>Plan</Trans>
        </h2>
        <Segmented
          small
          label={t`Billing period`}
          value={draft.period}
          onChange={(period) => choose('period', period === 'month' ? '' : period)}
          options={[
            { value: 'month', label: t`By the month` },
            { value: 'hour', label: t`By the hour` },
          ]}
        />
      </div>
      <div className="card card--clip" role="radiogroup" aria-label={t`Plan`}>
        {draft.product.plans.map((plan) => (
          <PlanRow
            key={plan.id}
            plan={plan}
            period={draft.period}
            checked={plan.id === draft.plan.id}
            onPick={() => choose('plan', plan.slug)}
          />
        ))}
      </div>
    </section>
  )
}

interface RowProps {
  plan: Plan
  period: Period
  checked: boolean
  onPick: () => void
}

function PlanRow({ plan, period, checked, onPick }: RowProps) {
  const { t } = useLingui()
  const locale = useLocale()
  const price = priceOf(plan, period)
  if (!price) return null
  const other = plan.prices.find((one) => one.period !== price.period)
  const size = [
    cpu(plan.cpu_millis, locale),
    memory(plan.memory_mb, locale),
    disk(plan.disk_gb, locale),
  ]
  const per = (one: typeof price) =>
    one.period === 'hour'
      ? t`${money(one.amount, locale)} an hour`
      : t`${money(one.amount, locale)} a month`
  return (
    <label className="plan">
      <input type="radio" name="plan" value={plan.slug} checked={checked} onChange={onPick} />
      <span>
        <b className="medium plan__name">{plan.name}</b>
        <small className="tiny muted only-sm">{size.join(' · ')}</small>
        {price.setup_fee.amount > 0 && (
          <small className="tiny muted plan__name">
            <Trans>set-up {money(price.setup_fee, locale)}, once</Trans>
          </small>
        )}
      </span>
      {size.map((value) => (
        <span key={value}>{value}</span>
      ))}
      <span className="plan__price num">
        <Money value={price.amount} />
        <small>{other ? per(other) : price.period === 'hour' ? t`an hour` : t`a month`}</small>
      </span>
    </label>
  )
}

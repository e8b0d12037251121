import { Trans, useLingui } from '@lingui/react/macro'
import { ActionButton } from '~/actions/ActionButton'
import { KeyValues } from '~/design/patterns/KeyValues'
import { Money } from '~/design/patterns/Money'
import { StatusBadge } from '~/design/patterns/StatusBadge'
import { Card } from '~/design/primitives/Card'
import { useLocale } from '~/i18n/useLocale'
import { cpu, dateTime, disk, memory } from '~/lib/format'
import { openPrice, publish, withdraw } from '../actions'
import type { Plan, PriceVersion } from '../api'
import { catalogStatusStyles, periodNames, priceStateStyles } from '../labels'
import { ItemMenu } from './ItemMenu'

interface Props {
  plan: Plan
  /** The order of display: the plans of the product that are not retired. */
  ids: string[]
  edit: () => void
  price: () => void
}

export function PlanCard({ plan, ids, edit, price }: Props) {
  const { t } = useLingui()
  const locale = useLocale()
  const sold = { kind: 'plans', item: plan, edit } as const
  return (
    <Card
      title={plan.name}
      aside={
        <span className="row">
          <StatusBadge status={catalogStatusStyles[plan.status]} />
          <ItemMenu
            sold={sold}
            place={{ id: plan.id, ids, by: { productId: plan.product_id } }}
            label={t`Actions: ${plan.name}`}
          />
        </span>
      }
      foot={
        <span className="row">
          <ActionButton action={publish} subject={sold} variant="primary" size="sm" />
          <ActionButton action={openPrice} subject={{ plan, open: price }} size="sm" />
        </span>
      }
    >
      <div className="stack">
        <KeyValues
          facts={[
            { label: t`Short name`, value: <span className="mono">{plan.slug}</span> },
            {
              label: t`Size`,
              value: [
                cpu(plan.cpu_millis, locale),
                memory(plan.memory_mb, locale),
                disk(plan.disk_gb, locale),
              ].join(' · '),
            },
            { label: t`Left in stock`, value: plan.stock ?? t`any number` },
          ]}
        />
        <h3 className="small medium">
          <Trans>Prices</Trans>
        </h3>
        {plan.prices.length === 0 ? (
          <p className="small second">
            <Trans>No price yet: the plan cannot be put on sale.</Trans>
          </p>
        ) : (
          <ul className="stack" aria-label={t`Prices of ${plan.name}`}>
            {plan.prices.map((one) => (
              <Version key={one.id} plan={plan} price={one} />
            ))}
          </ul>
        )}
      </div>
    </Card>
  )
}

function Version({ plan, price }: { plan: Plan; price: PriceVersion }) {
  const { i18n } = useLingui()
  const locale = useLocale()
  return (
    <li className="row row--between row--wrap small">
      <span>
        <Money value={price.amount} /> <span>{i18n._(periodNames[price.period])}</span>
        {price.setup_fee.amount > 0 && (
          <span className="second">
            {' '}
            <Trans>
              plus <Money value={price.setup_fee} /> once
            </Trans>
          </span>
        )}
        <span className="second">
          {' '}
          <Trans>from {dateTime(price.valid_from, locale, 'full')}</Trans>
        </span>
      </span>
      <span className="row">
        <StatusBadge status={priceStateStyles[price.state]} />
        <ActionButton action={withdraw} subject={{ plan, price }} size="sm" />
      </span>
    </li>
  )
}

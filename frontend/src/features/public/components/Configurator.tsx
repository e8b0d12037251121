import { Trans, useLingui } from '@lingui/react/macro'
import { buttonClass } from '~/design/primitives/Button'
import { useLocale } from '~/i18n/useLocale'
import { showChosen } from '~/lib/choices.js'
import { money } from '~/lib/format'
import { mainPrice, type Plan, type Price, useProducts } from '../catalog'
import { OrderLink } from './OrderLink'

/**
 * Every choice is worked out when the page is rendered, by the numbers of the checkout; a script of
 * a few lines shows the chosen one. Without it the cards above say the same.
 */
export function Configurator() {
  const { t } = useLingui()
  const plans = useProducts()
    .flatMap((product) => product.plans)
    .filter((plan) => plan.in_stock && plan.prices.length > 0)
  const first = plans.find((plan) => plan.is_default) ?? plans[0]
  const price = first && mainPrice(first)
  if (!first || !price) return null
  const periods = (['month', 'hour'] as const).filter((period) =>
    plans.some((plan) => plan.prices.some((one) => one.period === period)),
  )
  return (
    <section className="band configurator-band">
      <div className="pub">
        <h2>
          <Trans>What will it cost?</Trans>
        </h2>
        <form
          className="card configurator"
          data-configurator
          autoComplete="off"
          // HTML takes no handler along: there the script of the page calls it.
          onChange={({ currentTarget }) => showChosen(currentTarget)}
        >
          <label className="field">
            <span className="field__label">{t`Plan`}</span>
            <select className="input" name="plan" defaultValue={first.id}>
              {plans.map((plan) => (
                <option key={plan.id} value={plan.id}>
                  {plan.name}
                </option>
              ))}
            </select>
          </label>
          <fieldset className="field">
            <legend className="field__label">{t`Payment period`}</legend>
            <div className="row">
              {periods.map((period) => (
                <label key={period} className="row">
                  <input
                    type="radio"
                    name="period"
                    value={period}
                    defaultChecked={period === price.period}
                    disabled={!first.prices.some((one) => one.period === period)}
                  />
                  {period === 'month' ? <Trans>by the month</Trans> : <Trans>by the hour</Trans>}
                </label>
              ))}
            </div>
          </fieldset>
          <div className="configurator__total" aria-live="polite">
            {plans.flatMap((plan) =>
              plan.prices.map((one) => (
                <Total key={one.id} plan={plan} price={one} hidden={one.id !== price.id} />
              )),
            )}
          </div>
        </form>
      </div>
    </section>
  )
}

/** What is asked at the checkout, and what comes after it. */
function Total({ plan, price, hidden }: { plan: Plan; price: Price; hidden: boolean }) {
  const locale = useLocale()
  const { amount, setup_fee, period } = price
  const now = money({ ...amount, amount: amount.amount + setup_fee.amount }, locale)
  const later = money(amount, locale)
  return (
    <div hidden={hidden} data-plan={plan.id} data-period={period}>
      <p className="price-card__price">
        {now}{' '}
        <small>
          <Trans>to pay now</Trans>
        </small>
      </p>
      <p className="second small num">
        {setup_fee.amount > 0 && (
          <>
            <Trans>{money(setup_fee, locale)} of it once, for the set-up;</Trans>{' '}
          </>
        )}
        {period === 'month' ? (
          <Trans>then {later} each month</Trans>
        ) : (
          <Trans>then {later} each hour</Trans>
        )}
      </p>
      <OrderLink plan={plan} className={buttonClass('primary', 'lg', true)}>
        <Trans>Order {plan.name}</Trans>
      </OrderLink>
    </div>
  )
}

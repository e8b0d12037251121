import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { IconCheck, IconCreditCard, IconWallet } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import type { PaymentMethod } from '~/actions/pay/api'
import { Money } from '~/design/patterns/Money'
import { Card } from '~/design/primitives/Card'
import { useLocale } from '~/i18n/useLocale'
import { type MoneyValue, money } from '~/lib/format'
import type { Method, Price } from '../api'
import type { Draft } from './draft'

/** What is due now: the first period and the set-up, tax inside both. */
export function totalOf(price: Price): MoneyValue {
  return { ...price.amount, amount: price.amount.amount + price.setup_fee.amount }
}

interface Props {
  draft: Draft
  balance: MoneyValue | null
  /** Every way there is; none where the reader may not pay. */
  methods: PaymentMethod[]
  method: Method | null
  onMethod: (method: Method) => void
  button: ReactNode
}

export function Cost({ draft, button, ...paying }: Props) {
  const { t } = useLingui()
  const { plan, price } = draft
  const total = totalOf(price)
  return (
    <Card title={t`Cost`}>
      <div className="stack">
        <dl className="kv">
          <div>
            <dt>
              {price.period === 'hour' ? (
                <Trans>{plan.name}, first hour</Trans>
              ) : (
                <Trans>{plan.name}, first month</Trans>
              )}
            </dt>
            <dd>
              <Money value={price.amount} />
            </dd>
          </div>
          {price.setup_fee.amount > 0 && (
            <div>
              <dt>
                <Trans>Set-up, once</Trans>
              </dt>
              <dd>
                <Money value={price.setup_fee} />
              </dd>
            </div>
          )}
          <div className="total">
            <dt className="medium">
              <Trans>Due now</Trans>
              <span className="cell__sub">
                <Trans>tax included</Trans>
              </span>
            </dt>
            <dd className="sum">
              <Money value={total} />
            </dd>
          </div>
          <div className="tiny muted">
            <dt>{price.period === 'hour' ? t`then every hour` : t`then every month`}</dt>
            <dd>
              <Money value={price.amount} />
            </dd>
          </div>
        </dl>
        {paying.methods.length > 0 && <Methods total={total} {...paying} />}
        <div className="hide-sm">{button}</div>
        <RefundTerms price={price} />
      </div>
    </Card>
  )
}

interface MethodsProps extends Omit<Props, 'draft' | 'button'> {
  total: MoneyValue
}

function Methods({ total, balance, methods, method, onMethod }: MethodsProps) {
  const { t } = useLingui()
  const locale = useLocale()
  const left = balance && { ...balance, amount: balance.amount - total.amount }
  const missing = left && left.amount < 0 ? { ...left, amount: -left.amount } : null
  return (
    <div className="stack stack--sm" role="radiogroup" aria-label={t`How to pay`}>
      {methods.map((one) => {
        const own = one.kind === 'balance'
        const off = own && (!left || missing !== null)
        const Icon = own ? IconWallet : IconCreditCard
        return (
          <label key={one.method} className={off ? 'opt opt--off' : 'opt'}>
            <input
              type="radio"
              name="method"
              value={one.method}
              disabled={off}
              checked={one.method === method}
              onChange={() => onMethod(one.method)}
            />
            <Icon className="i second" aria-hidden />
            <span className="grow">
              <b>{own ? <Trans>From the balance</Trans> : <Trans>By card</Trans>}</b>
              <small className="num">
                {!own && <Trans>on the page of the payment provider</Trans>}
                {own &&
                  (missing
                    ? t`${money(missing, locale)} short`
                    : left && t`${money(left, locale)} will be left`)}
              </small>
            </span>
          </label>
        )
      })}
    </div>
  )
}

function RefundTerms({ price }: { price: Price }) {
  const grace = Math.round(price.rules.grace_hours / 24)
  const kept = Math.round(price.rules.terminate_hours / 24)
  return (
    <ul className="checklist">
      <li>
        <IconCheck className="i i--sm" aria-hidden />
        <Trans>If it cannot be deployed, you can try again or get all your money back</Trans>
      </li>
      <li>
        <IconCheck className="i i--sm" aria-hidden />
        <span>
          <Plural
            value={grace}
            one="An unpaid service runs for # more day,"
            other="An unpaid service runs for # more days,"
          />{' '}
          <Plural
            value={kept}
            one="and is kept for # day altogether"
            other="and is kept for # days altogether"
          />
        </span>
      </li>
    </ul>
  )
}

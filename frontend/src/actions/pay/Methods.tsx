import { Trans, useLingui } from '@lingui/react/macro'
import { IconCreditCard, IconWallet } from '@tabler/icons-react'
import { useFormContext } from 'react-hook-form'
import { useLocale } from '~/i18n/useLocale'
import { type MoneyValue, money } from '~/lib/format'
import type { PaymentMethod } from './api'

interface Props {
  form: string
  methods: PaymentMethod[]
  balance: MoneyValue | null
  total: MoneyValue
}

/** Every way there is; the balance only where it covers all of it. */
export function Methods({ form, methods, balance, total }: Props) {
  const { t } = useLingui()
  const locale = useLocale()
  const { register } = useFormContext()
  const left = balance && { ...balance, amount: balance.amount - total.amount }
  const missing = left && left.amount < 0 ? { ...left, amount: -left.amount } : null
  return (
    <div
      className="stack stack--sm"
      id={`${form}-method`}
      role="radiogroup"
      aria-label={t`How to pay`}
    >
      {methods.map(({ method, kind }) => {
        const off = kind === 'balance' && (!left || missing !== null)
        const Icon = kind === 'balance' ? IconWallet : IconCreditCard
        return (
          <label key={method} className={off ? 'opt opt--off' : 'opt'}>
            <input {...register('method')} type="radio" value={method} disabled={off} />
            <Icon className="i second" aria-hidden />
            <span className="grow">
              <b>{kind === 'balance' ? <Trans>From the balance</Trans> : <Trans>By card</Trans>}</b>
              <small className="num">
                {kind !== 'balance' && <Trans>on the page of the payment provider</Trans>}
                {kind === 'balance' &&
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

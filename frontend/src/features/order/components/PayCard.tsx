import { Trans, useLingui } from '@lingui/react/macro'
import { IconAlertCircle, IconClock } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Suspense, useState } from 'react'
import { useSearchParams } from 'react-router'
import { ActionButton } from '~/actions/ActionButton'
import { PaySheet } from '~/actions/pay/lazy'
import type { ErrorCode } from '~/api/errors'
import { summaryQuery, useCan } from '~/auth/me'
import { Money } from '~/design/patterns/Money'
import { buttonClass } from '~/design/primitives/Button'
import { Card } from '~/design/primitives/Card'
import { Spinner } from '~/design/primitives/Spinner'
import { useLocale } from '~/i18n/useLocale'
import { money } from '~/lib/format'
import { cancel, openPay } from '../actions'
import { isUnderWay, lastPaymentQuery, type Order, type Payment } from '../api'
import { describeCode, paymentFailureLabel } from '../labels'

/** An order that waits for its money: pay it one way or the other, or let it go. */
export function PayCard({ order }: { order: Order }) {
  const { t } = useLingui()
  const locale = useLocale()
  const can = useCan()
  const payable = can('billing:manage')
  const balance = useQuery(summaryQuery).data?.balance ?? null
  const payment = useQuery({
    ...lastPaymentQuery(order.invoice_id ?? ''),
    enabled: order.invoice_id !== null && can('billing:read'),
  }).data
  const missing = balance && order.total ? order.total.amount - balance.amount : 0
  const [paying, setPaying] = useState(false)
  const due = { order, open: () => setPaying(true) }
  return (
    <div className="stack">
      <PaymentFailure />
      {payment && <LastPayment payment={payment} />}
      <Card
        title={t`Payment`}
        aside={<ActionButton action={cancel} subject={order} variant="ghost" size="sm" />}
      >
        <div className="stack">
          {order.total && (
            <p>
              <span className="big-sum">
                <Money value={order.total} />
              </span>{' '}
              <span className="small muted">
                <Trans>tax included</Trans>
              </span>
            </p>
          )}
          {payable ? (
            <div>
              <ActionButton action={openPay} subject={due} variant="primary" />
            </div>
          ) : (
            <p className="small second">
              <Trans>Somebody with access to billing has to pay for it.</Trans>
            </p>
          )}
          {balance && order.total && (
            <p className="small muted num">
              {missing > 0
                ? t`Balance ${money(balance, locale)}: ${money({ ...balance, amount: missing }, locale)} short`
                : t`Balance ${money(balance, locale)}: ${money({ ...balance, amount: -missing }, locale)} will be left`}
            </p>
          )}
          <p className="small second">
            <Trans>Deployment begins the moment it is paid, and takes about a minute.</Trans>
          </p>
        </div>
      </Card>
      {paying && order.invoice_id && order.total && (
        <Suspense>
          <PaySheet
            bills={[
              {
                id: order.invoice_id,
                number: order.number,
                subject: order.hostname,
                total: order.total,
              },
            ]}
            onClose={() => setPaying(false)}
          />
        </Suspense>
      )}
    </div>
  )
}

/** The order was placed, but its payment could not begin: why. The code is in the address. */
function PaymentFailure() {
  const { i18n } = useLingui()
  const [search] = useSearchParams()
  const code = search.get('failure')
  if (!code) return null
  return (
    <div className="notice notice--critical" role="alert">
      <IconAlertCircle className="i" aria-hidden />
      <span className="grow">
        <b>
          <Trans>The order is placed, but not paid.</Trans>
        </b>{' '}
        {i18n._(describeCode(code as ErrorCode))}
      </span>
    </div>
  )
}

function LastPayment({ payment }: { payment: Payment }) {
  const { i18n } = useLingui()
  const [search] = useSearchParams()
  if (payment.status === 'failed' || payment.status === 'cancelled') {
    return (
      <div className="notice notice--critical" role="alert">
        <IconAlertCircle className="i" aria-hidden />
        <span className="grow">
          <b>
            <Trans>The payment did not go through.</Trans>
          </b>{' '}
          {i18n._(paymentFailureLabel(payment.failure?.code ?? payment.status))}{' '}
          <Trans>Nothing was charged.</Trans>
        </span>
      </div>
    )
  }
  if (!isUnderWay(payment)) return null
  const waiting = search.has('payment') || !payment.checkout_url
  return (
    <div className="notice notice--info" role="status">
      {waiting ? <Spinner /> : <IconClock className="i" aria-hidden />}
      <span className="grow">
        {waiting ? (
          <Trans>
            Waiting for the payment provider to confirm. This usually takes a few seconds.
          </Trans>
        ) : (
          <Trans>A card payment was started but not completed.</Trans>
        )}
      </span>
      {payment.checkout_url && (
        <a className={buttonClass('secondary', 'sm')} href={payment.checkout_url}>
          <Trans>Go to the payment page</Trans>
        </a>
      )}
    </div>
  )
}

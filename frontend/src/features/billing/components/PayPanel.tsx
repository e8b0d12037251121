import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { useSearchParams } from 'react-router'
import { ActionButton } from '~/actions/ActionButton'
import { useCan } from '~/auth/me'
import { Money } from '~/design/patterns/Money'
import { RelativeTime } from '~/design/patterns/RelativeTime'
import { StatusBadge } from '~/design/patterns/StatusBadge'
import { Card } from '~/design/primitives/Card'
import { useLocale } from '~/i18n/useLocale'
import { type MoneyValue, money } from '~/lib/format'
import { type Due, pay } from '../actions'
import { type Invoice, isUnderWay, type Payment, paymentsOfQuery } from '../api'
import { isOverdue, paymentStatusStyle } from '../labels'
import { PaymentNotice } from './PaymentNotice'

interface Props {
  invoice: Invoice
  balance: MoneyValue | null
  open: Due['open']
}

/** Beside an invoice: how to pay it, and what was tried. */
export function PayPanel({ invoice, balance, open }: Props) {
  const { t } = useLingui()
  const [search] = useSearchParams()
  const payments = useQuery(paymentsOfQuery(invoice.id)).data?.items ?? []
  const last = payments[0]
  const telling = last && (isUnderWay(last) || (search.has('payment') && last.status !== 'won'))
  return (
    <div className="stack no-print">
      {telling && <PaymentNotice payment={last} fresh={search.has('payment')} />}
      {invoice.status === 'issued' && <PayCard invoice={invoice} balance={balance} open={open} />}
      {payments.length > 0 && (
        <Card flush title={t`Payments`}>
          <ul className="history history--two">
            {payments.map((payment) => (
              <Attempt key={payment.id} payment={payment} />
            ))}
          </ul>
        </Card>
      )}
      {invoice.status !== 'issued' && payments.length === 0 && <Settled invoice={invoice} />}
    </div>
  )
}

function PayCard({ invoice, balance, open }: Props) {
  const { t } = useLingui()
  const locale = useLocale()
  const can = useCan()
  const missing = balance ? invoice.total.amount - balance.amount : 0
  return (
    <Card title={t`Payment`}>
      <div className="stack">
        <p className="big-sum">
          <Money value={invoice.total} />
        </p>
        <ActionButton
          action={pay}
          subject={{ invoices: [invoice], open }}
          variant="primary"
          block
        />
        {!can('billing:manage') && (
          <p className="small second">
            <Trans>Somebody with access to billing has to pay for it.</Trans>
          </p>
        )}
        {balance && (
          <p className="small muted">
            {missing > 0
              ? t`Balance ${money(balance, locale)}: ${money({ ...balance, amount: missing }, locale)} short`
              : t`Balance ${money(balance, locale)}: ${money({ ...balance, amount: -missing }, locale)} will be left`}
          </p>
        )}
        {isOverdue(invoice) && !invoice.order_id && (
          <p className="small bad">
            <Trans>It is overdue: the service will be suspended until it is paid.</Trans>
          </p>
        )}
      </div>
    </Card>
  )
}

function Attempt({ payment }: { payment: Payment }) {
  return (
    <li>
      <StatusBadge status={paymentStatusStyle(payment)} />
      <span className="r">
        <Money strong value={payment.amount} />
        <span className="cell__sub">
          <RelativeTime at={payment.created_at} />
        </span>
      </span>
    </li>
  )
}

function Settled({ invoice }: { invoice: Invoice }) {
  const { t } = useLingui()
  return (
    <Card title={t`Payment`}>
      <p className="small second">
        {invoice.status === 'paid' && <Trans>Paid from the balance.</Trans>}
        {invoice.status === 'refunded' && (
          <Trans>The whole sum was returned to the balance with a credit note.</Trans>
        )}
        {invoice.status === 'partially_refunded' && (
          <Trans>A part of the sum was returned to the balance with a credit note.</Trans>
        )}
        {invoice.status === 'void' && <Trans>Withdrawn: there is nothing to pay.</Trans>}
        {invoice.status === 'uncollectible' && <Trans>Written off.</Trans>}
        {invoice.status === 'draft' && <Trans>Not issued yet.</Trans>}
      </p>
    </Card>
  )
}

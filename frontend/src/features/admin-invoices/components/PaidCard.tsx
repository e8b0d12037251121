import { useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { ErrorState } from '~/design/patterns/ErrorState'
import { Money } from '~/design/patterns/Money'
import { RelativeTime } from '~/design/patterns/RelativeTime'
import { CardSkeleton } from '~/design/patterns/Skeleton'
import { StatusBadge } from '~/design/patterns/StatusBadge'
import { Card } from '~/design/primitives/Card'
import { type InvoiceDetail, paymentsOfQuery } from '../api'
import { failureLabel, paymentStatusStyle } from '../labels'

/** Attempts to pay it through a provider; without any it was, or will be, paid from the balance. */
export function PaidCard({ invoice }: { invoice: InvoiceDetail }) {
  const { t, i18n } = useLingui()
  const query = useQuery(paymentsOfQuery(invoice.id))
  if (query.isPending) return <CardSkeleton lines={3} />
  const payments = query.data?.items ?? []
  return (
    <Card flush title={t`Payments`}>
      {query.isError && !query.data && <ErrorState query={query} />}
      {query.data && payments.length === 0 && (
        <p className="card__body small second">
          {invoice.status === 'paid'
            ? t`Paid from the balance.`
            : t`Nobody has tried to pay it through a provider.`}
        </p>
      )}
      <ul className="history history--wide">
        {payments.map((payment) => (
          <li key={payment.id}>
            <StatusBadge status={paymentStatusStyle(payment)} />
            <span className="clip">
              <Money strong value={payment.amount} />{' '}
              <span className="muted">
                {[payment.provider, payment.provider_reference].filter(Boolean).join(' · ')}
                {payment.failure && ` · ${i18n._(failureLabel(payment.failure.code))}`}
              </span>
            </span>
            <span className="muted tiny">
              <RelativeTime at={payment.created_at} />
            </span>
          </li>
        ))}
      </ul>
    </Card>
  )
}

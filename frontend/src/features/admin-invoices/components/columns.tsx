import { useLingui } from '@lingui/react/macro'
import { useMemo } from 'react'
import { Link } from 'react-router'
import { CopyButton } from '~/design/patterns/CopyButton'
import type { Column } from '~/design/patterns/DataTable'
import { Money } from '~/design/patterns/Money'
import { RelativeTime } from '~/design/patterns/RelativeTime'
import { StatusBadge } from '~/design/patterns/StatusBadge'
import { invoiceStatusStyle } from '~/design/staff/invoice'
import { useLocale } from '~/i18n/useLocale'
import { dateTime } from '~/lib/format'
import type { Invoice, Payment } from '../api'
import { failureLabel, paymentStatusStyle } from '../labels'

export function useInvoiceColumns(): Column<Invoice>[] {
  const { t } = useLingui()
  const locale = useLocale()
  return useMemo(
    () => [
      {
        id: 'number',
        header: t`Invoice`,
        card: 'head',
        cell: (invoice) => (
          <>
            <Link className="cell__title num" to={`/admin/invoices/${invoice.id}`}>
              {invoice.number ?? t`Draft`}
            </Link>
            <span className="cell__sub">{dateTime(invoice.created_at, locale, 'date')}</span>
          </>
        ),
      },
      {
        id: 'status',
        header: t`Status`,
        card: 'wide',
        cell: (invoice) => <StatusBadge status={invoiceStatusStyle(invoice)} />,
      },
      {
        id: 'account',
        header: t`Customer`,
        cell: (invoice) => (
          <Link className="second" to={`/admin/customers/${invoice.account_id}`}>
            {invoice.account_name}
          </Link>
        ),
      },
      {
        id: 'due',
        header: t`Due`,
        sort: 'due_at',
        priority: 3,
        cell: (invoice) =>
          invoice.status === 'issued' ? (
            <RelativeTime at={invoice.due_at} />
          ) : (
            <span className="muted">—</span>
          ),
      },
      {
        id: 'created',
        header: t`Issued`,
        sort: 'created_at',
        priority: 2,
        cell: (invoice) => <RelativeTime at={invoice.created_at} />,
      },
      {
        id: 'total',
        header: t`Total`,
        sort: 'total',
        align: 'right',
        cell: (invoice) => <Money strong value={invoice.total} />,
      },
    ],
    [t, locale],
  )
}

export function usePaymentColumns(): Column<Payment>[] {
  const { t, i18n } = useLingui()
  return useMemo(
    () => [
      {
        id: 'reference',
        header: t`Reference`,
        card: 'head',
        cell: (payment) => (
          <>
            {payment.provider_reference ? (
              <CopyButton value={payment.provider_reference} />
            ) : (
              <span className="muted">{t`No reference yet`}</span>
            )}
            <span className="cell__sub">{payment.provider}</span>
          </>
        ),
      },
      {
        id: 'status',
        header: t`Status`,
        card: 'wide',
        cell: (payment) => (
          <>
            <StatusBadge status={paymentStatusStyle(payment)} />
            {payment.failure && (
              <span className="cell__sub clip state-reason">
                {i18n._(failureLabel(payment.failure.code))}
              </span>
            )}
          </>
        ),
      },
      {
        id: 'account',
        header: t`Customer`,
        cell: (payment) => (
          <Link className="second" to={`/admin/customers/${payment.account_id}`}>
            {payment.account_name}
          </Link>
        ),
      },
      {
        id: 'purpose',
        header: t`What for`,
        priority: 3,
        cell: (payment) =>
          payment.invoice_id ? (
            <Link to={`/admin/invoices/${payment.invoice_id}`}>{t`Invoice`}</Link>
          ) : (
            <span className="second">{t`Top-up`}</span>
          ),
      },
      {
        id: 'created',
        header: t`Started`,
        sort: 'created_at',
        priority: 2,
        cell: (payment) => <RelativeTime at={payment.created_at} />,
      },
      {
        id: 'amount',
        header: t`Amount`,
        sort: 'amount',
        align: 'right',
        cell: (payment) => <Money strong value={payment.amount} />,
      },
    ],
    [t, i18n],
  )
}

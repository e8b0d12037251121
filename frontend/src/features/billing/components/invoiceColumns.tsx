import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { Link } from 'react-router'
import { ActionMenu } from '~/actions/ActionMenu'
import type { Column } from '~/design/patterns/DataTable'
import { Money } from '~/design/patterns/Money'
import { StatusBadge } from '~/design/patterns/StatusBadge'
import { useLocale } from '~/i18n/useLocale'
import { dateTime } from '~/lib/format'
import { type Due, payActions } from '../actions'
import { type Invoice, subscriptionNamesQuery } from '../api'
import { invoiceStatusStyle } from '../labels'

export function useInvoiceColumns(open: Due['open']): Column<Invoice>[] {
  const { t } = useLingui()
  const locale = useLocale()
  const names = useQuery(subscriptionNamesQuery).data
  return useMemo(() => {
    const subject = (invoice: Invoice) => {
      const name = names?.[invoice.subscription_id ?? ''] ?? ''
      if (invoice.order_id) return name ? t`Order of ${name}` : t`Order`
      if (invoice.subscription_id) return name ? t`Renewal of ${name}` : t`Renewal`
      return '—'
    }
    return [
      {
        id: 'number',
        header: t`Invoice`,
        sort: 'created_at',
        card: 'head',
        cell: (invoice) => (
          <>
            <Link className="cell__title num" to={`/panel/invoices/${invoice.id}`}>
              {invoice.number ?? t`Draft`}
            </Link>
            <span className="cell__sub">
              {dateTime(invoice.issued_at ?? invoice.created_at, locale, 'date')}
            </span>
          </>
        ),
      },
      {
        id: 'subject',
        header: t`What for`,
        priority: 4,
        card: 'wide',
        cell: subject,
      },
      {
        id: 'status',
        header: t`Status`,
        cell: (invoice) => (
          <>
            <StatusBadge status={invoiceStatusStyle(invoice)} />
            <DateOf invoice={invoice} />
          </>
        ),
      },
      {
        id: 'total',
        header: t`Total`,
        sort: 'total',
        align: 'right',
        cell: (invoice) => <Money strong value={invoice.total} />,
      },
      {
        id: 'actions',
        header: t`Actions`,
        srOnly: true,
        align: 'right',
        card: 'menu',
        cell: (invoice) => (
          <ActionMenu
            actions={payActions}
            subject={{ invoices: [invoice], open }}
            label={t`Actions: ${invoice.number ?? ''}`}
          />
        ),
      },
    ]
  }, [t, locale, open, names])
}

/** Until when it waits, or when it was paid. */
function DateOf({ invoice }: { invoice: Invoice }) {
  const locale = useLocale()
  if (invoice.status === 'issued') {
    return (
      <span className="cell__sub">
        <Trans>by {dateTime(invoice.due_at, locale, 'day')}</Trans>
      </span>
    )
  }
  if (!invoice.paid_at) return null
  return <span className="cell__sub">{dateTime(invoice.paid_at, locale, 'day')}</span>
}

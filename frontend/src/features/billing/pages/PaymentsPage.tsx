import { Trans, useLingui } from '@lingui/react/macro'
import { IconCreditCard, IconPlus } from '@tabler/icons-react'
import { useMemo } from 'react'
import { Link } from 'react-router'
import { usePagedQuery } from '~/api/query'
import type { Column } from '~/design/patterns/DataTable'
import { ListPage } from '~/design/patterns/ListPage'
import { Money } from '~/design/patterns/Money'
import { StatusBadge } from '~/design/patterns/StatusBadge'
import { LinkButton } from '~/design/primitives/LinkButton'
import { useLocale } from '~/i18n/useLocale'
import { dateTime } from '~/lib/format'
import { type Payment, paymentsList } from '../api'
import { BalanceTabs } from '../components/BalanceTabs'
import { paymentFailure, paymentStatusStyle, paymentStatusStyles } from '../labels'

const shownStatuses = ['succeeded', 'pending', 'failed', 'cancelled'] as const

export default function PaymentsPage() {
  const { t, i18n } = useLingui()
  const list = usePagedQuery(paymentsList)
  const columns = usePaymentColumns()
  return (
    <ListPage
      title={t`Balance and payments`}
      description={t`Everything that was paid by card, and how it ended`}
      tabs={<BalanceTabs />}
      label={t`Payments`}
      list={list}
      columns={columns}
      filters={[
        {
          filter: 'status',
          label: t`Status`,
          empty: t`Any status`,
          options: shownStatuses.map((value) => ({
            value,
            label: i18n._(paymentStatusStyles[value].label),
          })),
        },
      ]}
      csv
      empty={{
        icon: IconCreditCard,
        title: t`No card payments yet`,
        text: <Trans>Top-ups and invoices paid by card will show up here.</Trans>,
        actions: (
          <LinkButton to="/panel/balance" variant="primary" icon={IconPlus}>
            <Trans>Top up the balance</Trans>
          </LinkButton>
        ),
      }}
    />
  )
}

function usePaymentColumns(): Column<Payment>[] {
  const { t, i18n } = useLingui()
  const locale = useLocale()
  return useMemo(
    () => [
      {
        id: 'what',
        header: t`Payment`,
        card: 'head',
        cell: (payment) => (
          <>
            {payment.invoice_id ? (
              <Link className="cell__title" to={`/panel/invoices/${payment.invoice_id}`}>
                {t`Payment of an invoice`}
              </Link>
            ) : (
              <span className="cell__title">{t`Top-up of the balance`}</span>
            )}
            <span className="cell__sub">{dateTime(payment.created_at, locale, 'full')}</span>
          </>
        ),
      },
      {
        id: 'status',
        header: t`Status`,
        cell: (payment) => (
          <>
            <StatusBadge status={paymentStatusStyle(payment)} />
            {payment.failure && (
              <span className="cell__sub">{i18n._(paymentFailure(payment.failure.code))}</span>
            )}
          </>
        ),
      },
      {
        id: 'amount',
        header: t`Amount`,
        sort: 'amount',
        align: 'right',
        cell: (payment) => <Money strong value={payment.amount} />,
      },
    ],
    [t, i18n, locale],
  )
}

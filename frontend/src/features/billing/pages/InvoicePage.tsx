import { Trans, useLingui } from '@lingui/react/macro'
import { IconCalendar, IconClock, IconShoppingCart } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { Link, useParams } from 'react-router'
import { ActionButton } from '~/actions/ActionButton'
import { useSubjectActions } from '~/actions/subject'
import { summaryQuery, useMe } from '~/auth/me'
import { useNameCrumb } from '~/design/patterns/crumb'
import { ModulePage } from '~/design/patterns/ModulePage'
import { CardSkeleton, TableSkeleton } from '~/design/patterns/Skeleton'
import { StatusBadge } from '~/design/patterns/StatusBadge'
import { BrandLogo } from '~/design/primitives/BrandLogo'
import { useLocale } from '~/i18n/useLocale'
import { dateTime } from '~/lib/format'
import { payActions, print } from '../actions'
import { type InvoiceDetail, invoiceQuery } from '../api'
import { Lines } from '../components/Lines'
import { PayPanel } from '../components/PayPanel'
import { usePaying } from '../components/usePaying'
import { invoiceStatusStyle } from '../labels'

export default function InvoicePage() {
  const { t } = useLingui()
  const { invoiceId = '' } = useParams()
  const query = useQuery(invoiceQuery(invoiceId))
  const invoice = query.data
  const balance = useQuery(summaryQuery).data?.balance ?? null
  const { open, sheet } = usePaying()
  const due = useMemo(() => invoice && { invoices: [invoice], open }, [invoice, open])
  useNameCrumb(invoice?.number ?? undefined)
  useSubjectActions(invoice?.number ?? '', payActions, due)
  return (
    <ModulePage
      title={invoice?.number ? t`Invoice ${invoice.number}` : t`Invoice`}
      badge={invoice && <StatusBadge status={invoiceStatusStyle(invoice)} />}
      meta={invoice && <Facts invoice={invoice} />}
      actions={invoice && <ActionButton action={print} subject={invoice} />}
      query={query}
      skeleton={
        <div className="cols">
          <TableSkeleton rows={2} />
          <CardSkeleton lines={5} />
        </div>
      }
    >
      {invoice && (
        <>
          <Letterhead />
          <div className="cols">
            <Lines invoice={invoice} />
            <PayPanel invoice={invoice} balance={balance} open={open} />
          </div>
          {sheet}
        </>
      )}
    </ModulePage>
  )
}

function Facts({ invoice }: { invoice: InvoiceDetail }) {
  const locale = useLocale()
  return (
    <>
      <span>
        <IconCalendar className="i i--sm" aria-hidden />
        <Trans>issued {dateTime(invoice.issued_at ?? invoice.created_at, locale, 'date')}</Trans>
      </span>
      <span>
        <IconClock className="i i--sm" aria-hidden />
        {invoice.paid_at ? (
          <Trans>paid {dateTime(invoice.paid_at, locale, 'date')}</Trans>
        ) : (
          <Trans>to be paid by {dateTime(invoice.due_at, locale, 'full')}</Trans>
        )}
      </span>
      {invoice.order_id && (
        <span className="no-print">
          <IconShoppingCart className="i i--sm" aria-hidden />
          <Link to={`/panel/order/${invoice.order_id}`}>
            <Trans>Go to the order</Trans>
          </Link>
        </span>
      )}
    </>
  )
}

/** On paper only: whose invoice this is. */
function Letterhead() {
  const me = useMe()
  return (
    <div className="only-print letterhead">
      <span className="brand">
        <BrandLogo />
      </span>
      <span>
        <Trans context="invoice">Customer</Trans>
        {': '}
        {me?.account?.name}, {me?.email}
      </span>
    </div>
  )
}

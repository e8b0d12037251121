import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from 'react-router'
import { ActionButton } from '~/actions/ActionButton'
import { useSubjectActions } from '~/actions/subject'
import { CopyButton } from '~/design/patterns/CopyButton'
import { useNameCrumb } from '~/design/patterns/crumb'
import { KeyValues } from '~/design/patterns/KeyValues'
import { ModulePage } from '~/design/patterns/ModulePage'
import { CardSkeleton } from '~/design/patterns/Skeleton'
import { StatusBadge } from '~/design/patterns/StatusBadge'
import { Card } from '~/design/primitives/Card'
import { invoiceStatusStyle } from '~/design/staff/invoice'
import { useLocale } from '~/i18n/useLocale'
import { dateTime } from '~/lib/format'
import { invoiceActions, refund } from '../actions'
import { type InvoiceDetail, invoiceQuery } from '../api'
import { LinesCard } from '../components/LinesCard'
import { PaidCard } from '../components/PaidCard'

export default function InvoicePage() {
  const { t } = useLingui()
  const { invoiceId = '' } = useParams()
  const query = useQuery(invoiceQuery(invoiceId))
  const invoice = query.data
  const number = invoice && (invoice.number ?? t`Draft`)
  useNameCrumb(number)
  useSubjectActions(number ?? '', invoiceActions, invoice)
  return (
    <ModulePage
      title={number ? t`Invoice ${number}` : t`Invoice`}
      badge={invoice && <StatusBadge status={invoiceStatusStyle(invoice)} />}
      actions={invoice && <ActionButton action={refund} subject={invoice} />}
      query={query}
      skeleton={
        <div className="cols">
          <CardSkeleton lines={7} />
          <CardSkeleton lines={5} />
        </div>
      }
    >
      {invoice && (
        <div className="cols">
          <div className="stack">
            <LinesCard invoice={invoice} />
            <PaidCard invoice={invoice} />
          </div>
          <Facts invoice={invoice} />
        </div>
      )}
    </ModulePage>
  )
}

function Facts({ invoice }: { invoice: InvoiceDetail }) {
  const { t } = useLingui()
  const locale = useLocale()
  const date = (at: string | null) => at && dateTime(at, locale, 'full')
  return (
    <Card title={t`Facts`}>
      <KeyValues
        facts={[
          {
            label: t`Customer`,
            value: (
              <Link to={`/admin/customers/${invoice.account_id}`}>{invoice.account_name}</Link>
            ),
          },
          {
            label: t`Order`,
            value: invoice.order_id && (
              <Link to={`/admin/orders/${invoice.order_id}`}>
                <Trans>Open the order</Trans>
              </Link>
            ),
          },
          { label: t`Issued`, value: date(invoice.issued_at) },
          { label: t`Due`, value: date(invoice.due_at) },
          { label: t`Paid`, value: date(invoice.paid_at) },
          {
            label: t`In the ledger`,
            value: (
              <Link to={`/admin/ledger?invoice_id=${invoice.id}`}>
                <Trans>Open the entries</Trans>
              </Link>
            ),
          },
          {
            label: t`Identifier`,
            value: <CopyButton value={invoice.id} short />,
          },
        ]}
      />
    </Card>
  )
}

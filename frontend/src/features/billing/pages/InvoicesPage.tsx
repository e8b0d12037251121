import { Trans, useLingui } from '@lingui/react/macro'
import { IconPlus, IconReceipt } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { ActionButton } from '~/actions/ActionButton'
import { usePagedQuery } from '~/api/query'
import { ListPage } from '~/design/patterns/ListPage'
import { LinkButton } from '~/design/primitives/LinkButton'
import { Segmented } from '~/design/primitives/Segmented'
import { payAll } from '../actions'
import { type Invoice, invoiceQuery, invoicesList, openInvoicesQuery } from '../api'
import { useInvoiceColumns } from '../components/invoiceColumns'
import { ReturnedPayment } from '../components/PaymentNotice'
import { Tiles } from '../components/Tiles'
import { usePaying } from '../components/usePaying'

type Shown = Invoice['status'] | 'overdue' | 'all'

export default function InvoicesPage() {
  const { t } = useLingui()
  const list = usePagedQuery(invoicesList)
  const { open, sheet } = usePaying()
  const columns = useInvoiceColumns(open)
  const { data: due } = useQuery(openInvoicesQuery)
  return (
    <>
      <ListPage
        title={t`Invoices`}
        description={t`What was billed, what is paid and what is still open`}
        actions={
          <>
            {due && (
              <ActionButton
                action={payAll}
                subject={{ invoices: due.items, open }}
                variant="primary"
              />
            )}
            <LinkButton to="/panel/balance" icon={IconPlus}>
              <Trans>Top up the balance</Trans>
            </LinkButton>
          </>
        }
        notice={
          <>
            <ReturnedPayment />
            <Tiles />
          </>
        }
        list={list}
        columns={columns}
        filters={[
          <Segmented<Shown>
            key="segmented"
            label={t`Status`}
            value={list.params.overdue ? 'overdue' : ((list.params.status ?? 'all') as Shown)}
            onChange={(shown) => list.set(filtersOf(shown))}
            options={[
              { value: 'all', label: t({ message: 'All', context: 'filter' }) },
              { value: 'issued', label: t`To pay` },
              { value: 'overdue', label: t({ message: 'Overdue', context: 'filter' }) },
              { value: 'paid', label: t({ message: 'Paid', context: 'filter' }) },
              { value: 'refunded', label: t({ message: 'Refunded', context: 'filter' }) },
            ]}
          />,
          { search: t`Number of the invoice` },
        ]}
        csv
        rowTo={(invoice) => `/panel/invoices/${invoice.id}`}
        rowQuery={(invoice) => invoiceQuery(invoice.id)}
        empty={{
          icon: IconReceipt,
          title: t`No invoices yet`,
          text: <Trans>The first one appears with your first order.</Trans>,
          actions: (
            <LinkButton to="/panel/order" variant="primary" icon={IconPlus}>
              <Trans>Order a service</Trans>
            </LinkButton>
          ),
        }}
      />
      {sheet}
    </>
  )
}

/** What is overdue is a part of what is to be paid, not a status of its own. */
function filtersOf(shown: Shown) {
  const plain = shown !== 'all' && shown !== 'overdue'
  return { status: plain ? shown : null, overdue: shown === 'overdue' ? 'true' : null }
}

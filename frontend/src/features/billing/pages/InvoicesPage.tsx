import { Trans, useLingui } from '@lingui/react/macro'
import { IconPlus, IconReceipt } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { usePagedQuery } from '~/api/query'
import { CsvButton, DataTable } from '~/design/patterns/DataTable'
import { EmptyState } from '~/design/patterns/EmptyState'
import { ListSearch } from '~/design/patterns/ListFilters'
import { ModulePage } from '~/design/patterns/ModulePage'
import { TableSkeleton } from '~/design/patterns/Skeleton'
import { LinkButton } from '~/design/primitives/LinkButton'
import { Segmented } from '~/design/primitives/Segmented'
import { type Invoice, invoiceQuery, invoicesList } from '../api'
import { useInvoiceColumns } from '../components/invoiceColumns'
import { Tiles } from '../components/Tiles'

type Shown = Invoice['status'] | 'all'

export default function InvoicesPage() {
  const { t } = useLingui()
  const list = usePagedQuery(invoicesList)
  const queries = useQueryClient()
  const columns = useInvoiceColumns()
  const rows = list.query.data?.items ?? []
  return (
    <ModulePage
      title={t`Invoices`}
      description={t`What was billed, what is paid and what is still open`}
      actions={
        <LinkButton to="/panel/balance" icon={IconPlus}>
          <Trans>Top up the balance</Trans>
        </LinkButton>
      }
      notice={<Tiles />}
      query={list.query}
      skeleton={<TableSkeleton />}
      isEmpty={rows.length === 0 && !list.filtered}
      empty={
        <EmptyState
          icon={IconReceipt}
          title={t`No invoices yet`}
          actions={
            <LinkButton to="/panel/order" variant="primary" icon={IconPlus}>
              <Trans>Order a service</Trans>
            </LinkButton>
          }
        >
          <Trans>The first one appears with your first order.</Trans>
        </EmptyState>
      }
      filters={
        <>
          <Segmented<Shown>
            label={t`Status`}
            value={(list.params.status ?? 'all') as Shown}
            onChange={(status) => list.set({ status: status === 'all' ? null : status })}
            options={[
              { value: 'all', label: t({ message: 'All', context: 'filter' }) },
              { value: 'issued', label: t`To pay` },
              { value: 'paid', label: t({ message: 'Paid', context: 'filter' }) },
              { value: 'refunded', label: t({ message: 'Refunded', context: 'filter' }) },
            ]}
          />
          <ListSearch list={list} label={t`Number of the invoice`} />
          <CsvButton name="invoices" columns={columns} rows={rows} />
        </>
      }
    >
      <DataTable
        label={t`Invoices`}
        list={list}
        columns={columns}
        rowId={(invoice) => invoice.id}
        rowTo={(invoice) => `/panel/invoices/${invoice.id}`}
        onRowIntent={(invoice) => void queries.prefetchQuery(invoiceQuery(invoice.id))}
      />
    </ModulePage>
  )
}

import { Trans, useLingui } from '@lingui/react/macro'
import { IconReceipt } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { CsvButton, DataTable } from '~/design/patterns/DataTable'
import { EmptyState } from '~/design/patterns/EmptyState'
import { FilterChip } from '~/design/patterns/FilterChip'
import { ModulePage } from '~/design/patterns/ModulePage'
import { TableSkeleton } from '~/design/patterns/Skeleton'
import { Search } from '~/design/primitives/Search'
import { Select } from '~/design/primitives/Select'
import { invoiceLooks } from '~/design/staff/invoice'
import { type Invoice, invoiceQuery, useInvoices } from '../api'
import { useInvoiceColumns } from '../components/columns'
import { MoneyTabs } from '../components/MoneyTabs'

const statuses = [
  'issued',
  'paid',
  'void',
  'uncollectible',
  'partially_refunded',
  'refunded',
] as const

export default function InvoicesPage() {
  const { t, i18n } = useLingui()
  const list = useInvoices()
  const queries = useQueryClient()
  const columns = useInvoiceColumns()
  const rows = list.query.data?.items ?? []
  const { account_id } = list.params
  return (
    <ModulePage
      title={t`Invoices and payments`}
      tabs={<MoneyTabs />}
      query={list.query}
      skeleton={<TableSkeleton />}
      isEmpty={rows.length === 0 && !list.filtered}
      empty={
        <EmptyState icon={IconReceipt} title={t`No invoices yet`}>
          <Trans>An invoice is issued with every order and before every renewal.</Trans>
        </EmptyState>
      }
      filters={
        <>
          <Search label={t`Number`} value={list.params.q ?? ''} onChange={(q) => list.set({ q })} />
          <Select
            label={t`Status`}
            empty={t`Any status`}
            value={(list.params.status ?? '') as Invoice['status'] | ''}
            options={statuses.map((value) => ({ value, label: i18n._(invoiceLooks[value].label) }))}
            onChange={(status) => list.set({ status })}
          />
          <FilterChip
            label={t`Customer`}
            value={account_id && (rows[0]?.account_name ?? account_id)}
            onClear={() => list.set({ account_id: null })}
          />
          <span className="grow hide-sm" />
          <span className="hide-sm">
            <CsvButton name="invoices" columns={columns} rows={rows} />
          </span>
        </>
      }
    >
      <DataTable
        label={t`Invoices`}
        list={list}
        columns={columns}
        rowId={(invoice) => invoice.id}
        rowTo={(invoice) => `/admin/invoices/${invoice.id}`}
        onRowIntent={(invoice) => void queries.prefetchQuery(invoiceQuery(invoice.id))}
      />
    </ModulePage>
  )
}

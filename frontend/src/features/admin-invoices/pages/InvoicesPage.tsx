import { Trans, useLingui } from '@lingui/react/macro'
import { IconReceipt } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { usePagedQuery } from '~/api/query'
import { CsvButton, DataTable } from '~/design/patterns/DataTable'
import { EmptyState } from '~/design/patterns/EmptyState'
import { FilterChip } from '~/design/patterns/FilterChip'
import { ListSearch, ListSelect } from '~/design/patterns/ListFilters'
import { ModulePage } from '~/design/patterns/ModulePage'
import { TableSkeleton } from '~/design/patterns/Skeleton'
import { invoiceStatusStyles } from '~/design/staff/invoice'
import { invoiceQuery, invoicesList } from '../api'
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
  const list = usePagedQuery(invoicesList)
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
          <ListSearch list={list} label={t`Number`} />
          <ListSelect
            list={list}
            filter="status"
            label={t`Status`}
            empty={t`Any status`}
            options={statuses.map((value) => ({
              value,
              label: i18n._(invoiceStatusStyles[value].label),
            }))}
          />
          <FilterChip
            label={t`Customer`}
            value={account_id && (rows[0]?.account_name ?? account_id)}
            onClear={() => list.set({ account_id: null })}
          />
          <CsvButton name="invoices" columns={columns} rows={rows} />
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

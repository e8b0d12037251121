import { Trans, useLingui } from '@lingui/react/macro'
import { IconCreditCard } from '@tabler/icons-react'
import { usePagedQuery } from '~/api/query'
import { CsvButton, DataTable } from '~/design/patterns/DataTable'
import { EmptyState } from '~/design/patterns/EmptyState'
import { FilterChip } from '~/design/patterns/FilterChip'
import { ListSearch, ListSelect } from '~/design/patterns/ListFilters'
import { ModulePage } from '~/design/patterns/ModulePage'
import { TableSkeleton } from '~/design/patterns/Skeleton'
import { paymentsList } from '../api'
import { usePaymentColumns } from '../components/columns'
import { MoneyTabs } from '../components/MoneyTabs'
import { paymentStatusStyles } from '../labels'

const statuses = [
  'pending',
  'requires_action',
  'unknown',
  'succeeded',
  'failed',
  'cancelled',
  'disputed',
] as const

export default function PaymentsPage() {
  const { t, i18n } = useLingui()
  const list = usePagedQuery(paymentsList)
  const columns = usePaymentColumns()
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
        <EmptyState icon={IconCreditCard} title={t`No payments yet`}>
          <Trans>
            Payments through a provider appear here. What is paid from a balance is in the ledger.
          </Trans>
        </EmptyState>
      }
      filters={
        <>
          <ListSearch list={list} label={t`Provider's reference`} />
          <ListSelect
            list={list}
            filter="status"
            label={t`Status`}
            empty={t`Any status`}
            options={statuses.map((value) => ({
              value,
              label: i18n._(paymentStatusStyles[value].label),
            }))}
          />
          <FilterChip
            label={t`Customer`}
            value={account_id && (rows[0]?.account_name ?? account_id)}
            onClear={() => list.set({ account_id: null })}
          />
          <CsvButton name="payments" columns={columns} rows={rows} />
        </>
      }
    >
      <DataTable
        label={t`Payments`}
        list={list}
        columns={columns}
        rowId={(payment) => payment.id}
      />
    </ModulePage>
  )
}

import { Trans, useLingui } from '@lingui/react/macro'
import { IconBook2 } from '@tabler/icons-react'
import { usePagedQuery } from '~/api/query'
import { CsvButton, DataTable } from '~/design/patterns/DataTable'
import { EmptyState } from '~/design/patterns/EmptyState'
import { FilterChip } from '~/design/patterns/FilterChip'
import { ListSearch, ListSelect } from '~/design/patterns/ListFilters'
import { ModulePage } from '~/design/patterns/ModulePage'
import { TableSkeleton } from '~/design/patterns/Skeleton'
import { entriesList } from '../api'
import { useLedgerColumns } from '../components/columns'
import { entryStatusStyles } from '../labels'

const kinds = ['payment', 'invoice', 'credit_note', 'adjustment'] as const

export default function LedgerPage() {
  const { t, i18n } = useLingui()
  const list = usePagedQuery(entriesList)
  const columns = useLedgerColumns()
  const rows = list.query.data?.items ?? []
  const { account_id, invoice_id, payment_id } = list.params
  const number = rows.find((entry) => entry.details['number'])?.details['number']
  return (
    <ModulePage
      title={t`Ledger`}
      description={t`Every movement of money, both sides of it; nothing here is ever changed`}
      query={list.query}
      skeleton={<TableSkeleton />}
      isEmpty={rows.length === 0 && !list.filtered}
      empty={
        <EmptyState icon={IconBook2} title={t`No money has moved yet`}>
          <Trans>The first payment or correction writes the first entry.</Trans>
        </EmptyState>
      }
      filters={
        <>
          <ListSearch list={list} label={t`Reason or reference`} />
          <ListSelect
            list={list}
            filter="kind"
            label={t`Kind`}
            empty={t`Any kind`}
            options={kinds.map((value) => ({
              value,
              label: i18n._(entryStatusStyles[value].label),
            }))}
          />
          <FilterChip
            label={t`Customer`}
            value={account_id && (rows[0]?.account_name ?? account_id)}
            onClear={() => list.set({ account_id: null })}
          />
          <FilterChip
            label={t`Invoice`}
            value={invoice_id && String(number ?? invoice_id)}
            onClear={() => list.set({ invoice_id: null })}
          />
          <FilterChip
            label={t`Payment ID`}
            value={payment_id}
            onClear={() => list.set({ payment_id: null })}
          />
          <CsvButton name="ledger" columns={columns} rows={rows} />
        </>
      }
    >
      <DataTable label={t`Ledger`} list={list} columns={columns} rowId={(entry) => entry.id} />
    </ModulePage>
  )
}

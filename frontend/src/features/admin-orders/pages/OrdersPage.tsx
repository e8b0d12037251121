import { Trans, useLingui } from '@lingui/react/macro'
import { IconShoppingCart } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { usePagedQuery } from '~/api/query'
import { CsvButton, DataTable } from '~/design/patterns/DataTable'
import { EmptyState } from '~/design/patterns/EmptyState'
import { FilterChip } from '~/design/patterns/FilterChip'
import { ListSearch, ListSelect } from '~/design/patterns/ListFilters'
import { ModulePage } from '~/design/patterns/ModulePage'
import { TableSkeleton } from '~/design/patterns/Skeleton'
import { orderStatusStyles } from '~/design/staff/order'
import { orderQuery, ordersList } from '../api'
import { useOrderColumns } from '../components/columns'

const statuses = [
  'review',
  'awaiting_payment',
  'paid',
  'fulfilled',
  'refunded',
  'cancelled',
  'expired',
  'rejected',
] as const

export default function OrdersPage() {
  const { t, i18n } = useLingui()
  const list = usePagedQuery(ordersList)
  const queries = useQueryClient()
  const columns = useOrderColumns()
  const rows = list.query.data?.items ?? []
  const { account_id } = list.params
  return (
    <ModulePage
      title={t`Orders`}
      description={t`From the first click to the running service`}
      query={list.query}
      skeleton={<TableSkeleton />}
      isEmpty={rows.length === 0 && !list.filtered}
      empty={
        <EmptyState icon={IconShoppingCart} title={t`No orders yet`}>
          <Trans>The first order of a customer appears here at once.</Trans>
        </EmptyState>
      }
      filters={
        <>
          <ListSearch list={list} label={t`Number or service`} />
          <ListSelect
            list={list}
            filter="status"
            label={t`Status`}
            empty={t`Any status`}
            options={statuses.map((value) => ({
              value,
              label: i18n._(orderStatusStyles[value].label),
            }))}
          />
          <FilterChip
            label={t`Customer`}
            value={account_id && (rows[0]?.account_name ?? account_id)}
            onClear={() => list.set({ account_id: null })}
          />
          <CsvButton name="orders" columns={columns} rows={rows} />
        </>
      }
    >
      <DataTable
        label={t`Orders`}
        list={list}
        columns={columns}
        rowId={(order) => order.id}
        rowTo={(order) => `/admin/orders/${order.id}`}
        onRowIntent={(order) => void queries.prefetchQuery(orderQuery(order.id))}
      />
    </ModulePage>
  )
}

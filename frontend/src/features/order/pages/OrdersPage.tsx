import { Trans, useLingui } from '@lingui/react/macro'
import { IconPlus, IconShoppingCart } from '@tabler/icons-react'
import { usePagedQuery } from '~/api/query'
import { CsvButton, DataTable } from '~/design/patterns/DataTable'
import { EmptyState } from '~/design/patterns/EmptyState'
import { ListSearch, ListSelect } from '~/design/patterns/ListFilters'
import { ModulePage } from '~/design/patterns/ModulePage'
import { TableSkeleton } from '~/design/patterns/Skeleton'
import { LinkButton } from '~/design/primitives/LinkButton'
import { ordersList } from '../api'
import { useOrderColumns } from '../components/columns'
import { statusStatusStyles } from '../labels'

const shownStatuses = ['awaiting_payment', 'paid', 'fulfilled', 'refunded', 'cancelled'] as const

export default function OrdersPage() {
  const { t, i18n } = useLingui()
  const list = usePagedQuery(ordersList)
  const columns = useOrderColumns()
  const rows = list.query.data?.items ?? []
  const order = (
    <LinkButton to="/panel/order" variant="primary" icon={IconPlus}>
      <Trans>New order</Trans>
    </LinkButton>
  )
  return (
    <ModulePage
      title={t`My orders`}
      description={t`What was ordered, what became of it, and money back where it failed`}
      actions={order}
      query={list.query}
      skeleton={<TableSkeleton />}
      isEmpty={rows.length === 0 && !list.filtered}
      empty={
        <EmptyState icon={IconShoppingCart} title={t`No orders yet`} actions={order}>
          <Trans>
            Choose a plan and an image: a service is ready about a minute after you pay.
          </Trans>
        </EmptyState>
      }
      filters={
        <>
          <ListSearch list={list} label={t`Number or name`} />
          <ListSelect
            list={list}
            filter="status"
            label={t`Status`}
            empty={t`Any status`}
            options={shownStatuses.map((value) => ({
              value,
              label: i18n._(statusStatusStyles[value].label),
            }))}
          />
          <CsvButton name="orders" columns={columns} rows={rows} />
        </>
      }
    >
      <DataTable
        label={t`My orders`}
        list={list}
        columns={columns}
        rowId={(one) => one.id}
        rowTo={(one) => `/panel/order/${one.id}`}
      />
    </ModulePage>
  )
}

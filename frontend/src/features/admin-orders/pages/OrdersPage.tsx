import { Trans, useLingui } from '@lingui/react/macro'
import { IconShoppingCart } from '@tabler/icons-react'
import { usePagedQuery } from '~/api/query'
import { ListPage } from '~/design/patterns/ListPage'
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
  const columns = useOrderColumns()
  const rows = list.query.data?.items ?? []
  const { account_id } = list.params
  return (
    <ListPage
      title={t`Orders`}
      description={t`From the first click to the running service`}
      list={list}
      columns={columns}
      filters={[
        { search: t`Number or service` },
        {
          filter: 'status',
          label: t`Status`,
          empty: t`Any status`,
          options: statuses.map((value) => ({
            value,
            label: i18n._(orderStatusStyles[value].label),
          })),
        },
        {
          filter: 'account_id',
          label: t`Customer`,
          value: account_id && (rows[0]?.account_name ?? account_id),
        },
      ]}
      csv
      rowTo={(order) => `/admin/orders/${order.id}`}
      rowQuery={(order) => orderQuery(order.id)}
      empty={{
        icon: IconShoppingCart,
        title: t`No orders yet`,
        text: <Trans>The first order of a customer appears here at once.</Trans>,
      }}
    />
  )
}

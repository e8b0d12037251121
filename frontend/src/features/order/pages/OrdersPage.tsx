import { Trans, useLingui } from '@lingui/react/macro'
import { IconPlus, IconShoppingCart } from '@tabler/icons-react'
import { usePagedQuery } from '~/api/query'
import { ListPage } from '~/design/patterns/ListPage'
import { LinkButton } from '~/design/primitives/LinkButton'
import { ordersList } from '../api'
import { useOrderColumns } from '../components/columns'
import { statusStyles } from '../labels'

const shownStatuses = ['awaiting_payment', 'paid', 'fulfilled', 'refunded', 'cancelled'] as const

export default function OrdersPage() {
  const { t, i18n } = useLingui()
  const list = usePagedQuery(ordersList)
  const columns = useOrderColumns()
  const order = (
    <LinkButton to="/panel/order" variant="primary" icon={IconPlus}>
      <Trans>New order</Trans>
    </LinkButton>
  )
  return (
    <ListPage
      title={t`My orders`}
      description={t`What you ordered, how it went, and refunds if it failed`}
      actions={order}
      list={list}
      columns={columns}
      filters={[
        { search: t`Number or name` },
        {
          filter: 'status',
          label: t`Status`,
          empty: t`Any status`,
          options: shownStatuses.map((value) => ({
            value,
            label: i18n._(statusStyles[value].label),
          })),
        },
      ]}
      csv
      rowTo={(one) => `/panel/order/${one.id}`}
      empty={{
        icon: IconShoppingCart,
        title: t`No orders yet`,
        text: (
          <Trans>
            Choose a plan and an image: a service is ready about a minute after you pay.
          </Trans>
        ),
        actions: order,
      }}
    />
  )
}

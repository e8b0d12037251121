import { useLingui } from '@lingui/react/macro'
import { useMemo } from 'react'
import { Link } from 'react-router'
import type { Column } from '~/design/patterns/DataTable'
import { Money } from '~/design/patterns/Money'
import { RelativeTime } from '~/design/patterns/RelativeTime'
import { StatusBadge } from '~/design/patterns/StatusBadge'
import { orderStatusStyle } from '~/design/staff/order'
import { reasonForStaff } from '~/design/staff/reason'
import type { Order } from '../api'

export function useOrderColumns(): Column<Order>[] {
  const { t } = useLingui()
  return useMemo(
    () => [
      {
        id: 'number',
        header: t`Order`,
        card: 'head',
        cell: (order) => (
          <>
            <Link className="cell__title num" to={`/admin/orders/${order.id}`}>
              {order.number}
            </Link>
            <span className="cell__sub clip">{order.hostname}</span>
          </>
        ),
      },
      {
        id: 'status',
        header: t`Status`,
        card: 'wide',
        cell: (order) => <OrderState order={order} />,
      },
      {
        id: 'account',
        header: t`Customer`,
        cell: (order) => (
          <Link className="second" to={`/admin/customers/${order.account_id}`}>
            {order.account_name}
          </Link>
        ),
      },
      {
        id: 'plan',
        header: t`Plan`,
        priority: 3,
        cell: (order) => (
          <>
            {order.plan_name}
            <span className="cell__sub clip">{order.image_name}</span>
          </>
        ),
      },
      {
        id: 'created',
        header: t`Placed`,
        sort: 'created_at',
        priority: 2,
        cell: (order) => <RelativeTime at={order.created_at} />,
      },
      {
        id: 'total',
        header: t`Total`,
        sort: 'total',
        align: 'right',
        cell: (order) => <Money strong value={order.total} />,
      },
    ],
    [t],
  )
}

/** The state; for a paid order that is stuck, why. */
export function OrderState({ order }: { order: Order }) {
  const { i18n } = useLingui()
  return (
    <>
      <StatusBadge status={orderStatusStyle(order)} />
      {order.failure && (
        <span className="cell__sub clip state-reason">
          {i18n._(reasonForStaff(order.failure.code))}
        </span>
      )}
    </>
  )
}

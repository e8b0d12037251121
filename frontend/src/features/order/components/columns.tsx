import { useLingui } from '@lingui/react/macro'
import { useMemo } from 'react'
import { Link } from 'react-router'
import { ActionMenu } from '~/actions/ActionMenu'
import type { Column } from '~/design/patterns/DataTable'
import { Money } from '~/design/patterns/Money'
import { RelativeTime } from '~/design/patterns/RelativeTime'
import { StatusBadge } from '~/design/patterns/StatusBadge'
import { orderActions } from '../actions'
import type { Order } from '../api'
import { statusStyleOf } from '../labels'

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
            <Link className="cell__title num" to={`/panel/order/${order.id}`}>
              {order.number}
            </Link>
            <span className="cell__sub">
              <RelativeTime at={order.created_at} />
            </span>
          </>
        ),
      },
      {
        id: 'what',
        header: t`Service`,
        cell: (order) => (
          <>
            <span className="medium">{order.hostname}</span>
            <span className="cell__sub">
              {order.plan_name} · {order.image_name}
            </span>
          </>
        ),
      },
      {
        id: 'status',
        header: t`Status`,
        cell: (order) => <StatusBadge status={statusStyleOf(order)} />,
      },
      {
        id: 'total',
        header: t`Total`,
        sort: 'total',
        align: 'right',
        cell: (order) => <Money strong value={order.total} />,
      },
      {
        id: 'actions',
        header: t`Actions`,
        srOnly: true,
        align: 'right',
        card: 'menu',
        cell: (order) => (
          <ActionMenu actions={orderActions} subject={order} label={t`Actions: ${order.number}`} />
        ),
      },
    ],
    [t],
  )
}

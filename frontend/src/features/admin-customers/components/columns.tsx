import { useLingui } from '@lingui/react/macro'
import { IconMailExclamation } from '@tabler/icons-react'
import { useMemo } from 'react'
import { Link } from 'react-router'
import type { Column } from '~/design/patterns/DataTable'
import { Money } from '~/design/patterns/Money'
import { RelativeTime } from '~/design/patterns/RelativeTime'
import { Avatar } from '~/design/primitives/Avatar'
import { Badge } from '~/design/primitives/Badge'
import type { Customer } from '../api'

export function useCustomerColumns(): Column<Customer>[] {
  const { t } = useLingui()
  return useMemo(
    () => [
      {
        id: 'name',
        header: t`Customer`,
        sort: 'name',
        card: 'head',
        cell: (customer) => (
          <span className="cell">
            <Avatar name={customer.name} variant="lg" />
            <span className="grow">
              <Link className="cell__title clip" to={`/admin/customers/${customer.id}`}>
                {customer.name}
              </Link>
              <span className="cell__sub clip">{customer.owner.name}</span>
            </span>
          </span>
        ),
      },
      {
        id: 'email',
        header: t`Email`,
        sort: 'email',
        card: 'wide',
        cell: (customer) => (
          <span className="row row--wrap">
            <span className="clip">{customer.owner.email}</span>
            {!customer.owner.email_verified && (
              <Badge tone="warning" icon={IconMailExclamation}>
                {t`Not confirmed`}
              </Badge>
            )}
          </span>
        ),
      },
      {
        id: 'services',
        header: t`Services`,
        priority: 2,
        align: 'right',
        cell: (customer) => <span className="num">{customer.services}</span>,
      },
      {
        id: 'mrr',
        header: t`A month`,
        align: 'right',
        cell: ({ mrr }) => (mrr ? <Money value={mrr} /> : <span className="muted">—</span>),
      },
      {
        id: 'balance',
        header: t`Balance`,
        priority: 2,
        align: 'right',
        cell: ({ balance }) =>
          balance ? <Money value={balance} /> : <span className="muted">—</span>,
      },
      {
        id: 'last_sign_in',
        header: t`Last sign-in`,
        priority: 3,
        align: 'right',
        cell: ({ last_sign_in_at: at }) =>
          at ? <RelativeTime at={at} /> : <span className="muted">{t`never`}</span>,
      },
      {
        id: 'created',
        header: t`Registered`,
        sort: 'created_at',
        align: 'right',
        cell: (customer) => <RelativeTime at={customer.created_at} />,
      },
    ],
    [t],
  )
}

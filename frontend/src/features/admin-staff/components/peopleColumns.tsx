import { useLingui } from '@lingui/react/macro'
import { useMemo } from 'react'
import { Link } from 'react-router'
import { ActionButton } from '~/actions/ActionButton'
import type { Column } from '~/design/patterns/DataTable'
import { RelativeTime } from '~/design/patterns/RelativeTime'
import { openReappoint } from '../actions'
import type { Staff, User } from '../api'
import { roleName } from '../labels'
import { ActiveBadge, FactorBadge } from './State'

function usePersonColumns<Row extends Staff>(): Column<Row>[] {
  const { t, i18n } = useLingui()
  return useMemo(
    () => [
      {
        id: 'name',
        header: t`Person`,
        sort: 'name',
        card: 'head',
        cell: (user) => (
          <>
            <Link className="cell__title clip" to={`/admin/users/${user.id}`}>
              {user.name || user.email}
            </Link>
            <span className="cell__sub clip">{user.email}</span>
          </>
        ),
      },
      {
        id: 'email',
        header: t`Email`,
        card: 'drop',
        priority: 2,
        cell: (user) => (user.email_verified ? t`confirmed` : t`not confirmed`),
      },
      {
        id: 'status',
        header: t`Status`,
        cell: (user) => <ActiveBadge user={user} />,
      },
      {
        id: 'factor',
        header: t`Second factor`,
        priority: 4,
        cell: (user) => <FactorBadge user={user} />,
      },
      {
        id: 'roles',
        header: t`Roles`,
        priority: 3,
        cell: (user) =>
          user.roles.map((role) => i18n._(roleName(role))).join(', ') || (
            <span className="muted">—</span>
          ),
      },
      {
        id: 'seen',
        header: t`Last seen`,
        align: 'right',
        cell: (user) => (user.last_seen_at ? <RelativeTime at={user.last_seen_at} /> : t`never`),
      },
    ],
    [t, i18n],
  )
}

export const useUserColumns = usePersonColumns<User>

export function useStaffColumns(edit: (person: Staff) => void): Column<Staff>[] {
  const { t } = useLingui()
  const columns = usePersonColumns<Staff>()
  return useMemo(
    () => [
      ...columns,
      {
        id: 'actions',
        header: t`Actions`,
        srOnly: true,
        align: 'right',
        card: 'wide',
        cell: (person) => (
          <ActionButton action={openReappoint} subject={{ person, edit }} size="sm" />
        ),
      },
    ],
    [columns, t, edit],
  )
}

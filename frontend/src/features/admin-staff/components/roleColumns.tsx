import { useLingui } from '@lingui/react/macro'
import { IconLock } from '@tabler/icons-react'
import { useMemo } from 'react'
import { ActionMenu } from '~/actions/ActionMenu'
import type { Column } from '~/design/patterns/DataTable'
import { Badge } from '~/design/primitives/Badge'
import { permissionText } from '~/design/staff/permission'
import { deleteRole, openChangeRole } from '../actions'
import type { Role } from '../api'
import { roleName } from '../labels'

export function useRoleColumns(edit: (role: Role) => void): Column<Role>[] {
  const { t, i18n } = useLingui()
  return useMemo(
    () => [
      {
        id: 'name',
        header: t`Role`,
        sort: 'name',
        card: 'head',
        cell: (role) => (
          <span className="row">
            <span className="medium">{i18n._(roleName(role))}</span>
            {role.built_in && <Badge icon={IconLock}>{t`built in`}</Badge>}
          </span>
        ),
      },
      {
        id: 'permissions',
        header: t`What it allows`,
        card: 'wide',
        cell: (role) => {
          const words = role.permissions.map((name) => i18n._(permissionText(name)))
          const rest = words.length - 3
          return (
            <span title={words.join('\n')}>
              {words.slice(0, 3).join(' · ')}
              {rest > 0 && <span className="cell__sub">{t`and ${rest} more`}</span>}
            </span>
          )
        },
      },
      {
        id: 'people',
        header: t`People`,
        align: 'right',
        cell: (role) => <span className="num">{role.people}</span>,
      },
      {
        id: 'actions',
        header: t`Actions`,
        srOnly: true,
        align: 'right',
        card: 'menu',
        cell: (role) => (
          <ActionMenu
            actions={[openChangeRole, deleteRole]}
            subject={{ role, edit }}
            label={t`Actions: ${role.name}`}
          />
        ),
      },
    ],
    [t, i18n, edit],
  )
}

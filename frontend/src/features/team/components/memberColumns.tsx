import { useLingui } from '@lingui/react/macro'
import { useMemo } from 'react'
import { ActionMenu } from '~/actions/ActionMenu'
import { useMe } from '~/auth/me'
import type { Column } from '~/design/patterns/DataTable'
import { RelativeTime } from '~/design/patterns/RelativeTime'
import { Badge } from '~/design/primitives/Badge'
import { roleNames } from '~/design/status/member'
import { memberActions } from '../actions'
import type { Member } from '../api'
import { ExpiryDate, ScopeText } from './Access'

export function useMemberColumns(edit: (member: Member) => void): Column<Member>[] {
  const { t, i18n } = useLingui()
  const accountName = useMe()?.account?.name ?? ''
  return useMemo(
    () => [
      {
        id: 'name',
        header: t`Member`,
        sort: 'name',
        card: 'head',
        cell: (member) => (
          <span className="grow">
            <span className="row">
              <span className="cell__title clip">{member.user.name}</span>
              {member.oneself && <Badge tone="accent">{t`you`}</Badge>}
            </span>
            <span className="cell__sub clip">{member.user.email}</span>
          </span>
        ),
      },
      {
        id: 'role',
        header: t`Role`,
        cell: (member) => i18n._(roleNames[member.role]),
      },
      {
        id: 'scope',
        header: t`Access to`,
        priority: 3,
        cell: (member) => <ScopeText services={member.services} />,
      },
      {
        id: 'expires',
        header: t`Access ends`,
        priority: 4,
        cell: (member) => <ExpiryDate at={member.expires_at} />,
      },
      {
        id: 'created',
        header: t`In the team since`,
        sort: 'created_at',
        priority: 2,
        cell: (member) => <RelativeTime at={member.created_at} />,
      },
      {
        id: 'actions',
        header: t`Actions`,
        srOnly: true,
        align: 'right',
        card: 'menu',
        cell: (member) => (
          <ActionMenu
            actions={memberActions}
            subject={{ member, accountName, edit }}
            label={t`Actions: ${member.user.name}`}
          />
        ),
      },
    ],
    [t, i18n, accountName, edit],
  )
}

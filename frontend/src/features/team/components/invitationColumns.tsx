import { useLingui } from '@lingui/react/macro'
import { useMemo } from 'react'
import { ActionButton } from '~/actions/ActionButton'
import type { Column } from '~/design/patterns/DataTable'
import { RelativeTime } from '~/design/patterns/RelativeTime'
import { roleNames } from '~/design/status/member'
import { withdraw } from '../actions'
import type { Invitation } from '../api'
import { ScopeText } from './Access'

export function useInvitationColumns(): Column<Invitation>[] {
  const { t, i18n } = useLingui()
  return useMemo(
    () => [
      {
        id: 'email',
        header: t`Email`,
        sort: 'email',
        card: 'head',
        cell: (invitation) => (
          <>
            <span className="cell__title clip">{invitation.email}</span>
            <span className="cell__sub clip">{t`invited by ${invitation.inviter.name}`}</span>
          </>
        ),
      },
      {
        id: 'role',
        header: t`Role`,
        cell: (invitation) => i18n._(roleNames[invitation.role]),
      },
      {
        id: 'scope',
        header: t`Access to`,
        priority: 3,
        cell: (invitation) => <ScopeText services={invitation.services} />,
      },
      {
        id: 'created',
        header: t`Sent`,
        sort: 'created_at',
        priority: 2,
        cell: (invitation) => <RelativeTime at={invitation.created_at} />,
      },
      {
        id: 'valid',
        header: t`The link works until`,
        cell: (invitation) => <RelativeTime at={invitation.valid_until} />,
      },
      {
        id: 'actions',
        header: t`Actions`,
        srOnly: true,
        align: 'right',
        card: 'wide',
        cell: (invitation) => (
          <ActionButton action={withdraw} subject={invitation} size="sm" variant="ghost" />
        ),
      },
    ],
    [t, i18n],
  )
}

import { useLingui } from '@lingui/react/macro'
import { useMemo } from 'react'
import { Link } from 'react-router'
import type { Column } from '~/design/patterns/DataTable'
import { RelativeTime } from '~/design/patterns/RelativeTime'
import { StatusBadge } from '~/design/patterns/StatusBadge'
import type { Mail } from '../api'
import { mailStatusStyles } from '../labels'

export function useMailColumns(titleOf: (kind: string) => string): Column<Mail>[] {
  const { t } = useLingui()
  return useMemo(
    () => [
      {
        id: 'mail',
        header: t`Subject and address`,
        card: 'head',
        cell: (mail) => (
          <>
            <Link className="cell__title clip" to={`/admin/mails/${mail.id}`}>
              {mail.subject ?? titleOf(mail.template)}
            </Link>
            <span className="cell__sub clip">{mail.recipient}</span>
          </>
        ),
      },
      {
        id: 'state',
        header: t`Status`,
        card: 'wide',
        cell: (mail) => (
          <>
            <StatusBadge status={mailStatusStyles[mail.state]} />
            {mail.error && <span className="cell__sub clip state-reason">{mail.error}</span>}
          </>
        ),
      },
      {
        id: 'kind',
        header: t`Kind`,
        priority: 4,
        cell: (mail) => titleOf(mail.template),
      },
      {
        id: 'customer',
        header: t`Customer`,
        priority: 3,
        cell: (mail) =>
          mail.account ? (
            <Link className="second" to={`/admin/customers/${mail.account.id}`}>
              {mail.account.name}
            </Link>
          ) : (
            <span className="muted">—</span>
          ),
      },
      {
        id: 'created',
        header: t`Written`,
        sort: 'created_at',
        priority: 2,
        cell: (mail) => <RelativeTime at={mail.created_at} />,
      },
    ],
    [t, titleOf],
  )
}

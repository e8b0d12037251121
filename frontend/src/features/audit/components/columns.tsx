import { useLingui } from '@lingui/react/macro'
import { useMemo } from 'react'
import { Link } from 'react-router'
import type { Column } from '~/design/patterns/DataTable'
import { RelativeTime } from '~/design/patterns/RelativeTime'
import type { AdminAuditEntry, AuditEntry } from '../api'
import { actionText, targetText } from '../labels'
import { Who } from './Actor'

/** The same columns for everybody's log and for the account's own, which names no account. */
export function useAuditColumns<Row extends AuditEntry>(to: (row: Row) => string): Column<Row>[] {
  const { t, i18n } = useLingui()
  return useMemo(
    () => [
      {
        id: 'action',
        header: t`What was done`,
        card: 'head',
        cell: (entry) => (
          <>
            <Link className="cell__title clip" to={to(entry)}>
              {i18n._(actionText(entry.action))}
            </Link>
            {entry.reason && <span className="cell__sub clip">{entry.reason}</span>}
          </>
        ),
        csv: (entry) => entry.action,
      },
      {
        id: 'actor',
        header: t`Who`,
        card: 'wide',
        cell: (entry) => <Who entry={entry} />,
        csv: (entry) => entry.actor.name,
      },
      {
        id: 'target',
        header: t`To what`,
        priority: 3,
        cell: (entry) =>
          entry.target ? i18n._(targetText(entry.target.type)) : <span className="muted">—</span>,
        csv: (entry) => entry.target?.id,
      },
      {
        id: 'at',
        header: t`When`,
        sort: 'at',
        align: 'right',
        cell: (entry) => <RelativeTime at={entry.at} />,
        csv: (entry) => entry.at,
      },
    ],
    [t, i18n, to],
  )
}

/** Whose account it was about, between who and what. */
export function useAdminAuditColumns(
  to: (row: AdminAuditEntry) => string,
): Column<AdminAuditEntry>[] {
  const { t } = useLingui()
  const columns = useAuditColumns(to)
  return useMemo(() => {
    const account: Column<AdminAuditEntry> = {
      id: 'account',
      header: t`Account`,
      priority: 2,
      cell: (entry) =>
        entry.account ? (
          <Link to={`/admin/customers/${entry.account.id}`}>{entry.account.name ?? t`Erased`}</Link>
        ) : (
          <span className="muted">—</span>
        ),
      csv: (entry) => entry.account?.name,
    }
    return [...columns.slice(0, 2), account, ...columns.slice(2)]
  }, [columns, t])
}

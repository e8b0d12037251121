import { useLingui } from '@lingui/react/macro'
import { useMemo } from 'react'
import { Link } from 'react-router'
import type { Column } from '~/design/patterns/DataTable'
import { RelativeTime } from '~/design/patterns/RelativeTime'
import type { AdminAuditEntry, AuditEntry } from '../api'
import { SentenceText } from './SentenceText'

/** The same columns for everybody's log and for the account's own, which names no account. */
export function useAuditColumns<Row extends AuditEntry>(
  tree: 'panel' | 'admin',
  to: (row: Row) => string,
): Column<Row>[] {
  const { t } = useLingui()
  return useMemo(
    () => [
      {
        id: 'action',
        header: t`What was done`,
        card: 'head',
        cell: (entry) => (
          <>
            <span className="sentence">
              <SentenceText tree={tree} entry={entry} />
            </span>
            {entry.reason && <span className="cell__sub clip">{entry.reason}</span>}
          </>
        ),
      },
      {
        id: 'at',
        header: t`When`,
        sort: 'at',
        align: 'right',
        cell: (entry) => (
          <Link to={to(entry)}>
            <span className="sr-only">{t`Details`} </span>
            <RelativeTime at={entry.at} />
          </Link>
        ),
      },
    ],
    [t, tree, to],
  )
}

/** Whose account it was about, between what and when. */
export function useAdminAuditColumns(
  to: (row: AdminAuditEntry) => string,
): Column<AdminAuditEntry>[] {
  const { t } = useLingui()
  const columns = useAuditColumns('admin', to)
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
    }
    return [...columns.slice(0, 1), account, ...columns.slice(1)]
  }, [columns, t])
}

import { useLingui } from '@lingui/react/macro'
import { useMemo } from 'react'
import { Link } from 'react-router'
import type { Column } from '~/design/patterns/DataTable'
import { RelativeTime } from '~/design/patterns/RelativeTime'
import type { AdminDeed, Deed } from '../api'
import { actText, targetText } from '../labels'
import { Who } from './Who'

/** The same columns for everybody's log and for the account's own, which names no account. */
export function useAuditColumns<Row extends Deed>(to: (row: Row) => string): Column<Row>[] {
  const { t, i18n } = useLingui()
  return useMemo(
    () => [
      {
        id: 'act',
        header: t`What was done`,
        card: 'head',
        cell: (deed) => (
          <>
            <Link className="cell__title clip" to={to(deed)}>
              {i18n._(actText(deed.act))}
            </Link>
            {deed.reason && <span className="cell__sub clip">{deed.reason}</span>}
          </>
        ),
        csv: (deed) => deed.act,
      },
      {
        id: 'actor',
        header: t`Who`,
        card: 'wide',
        cell: (deed) => <Who deed={deed} />,
        csv: (deed) => deed.actor.name,
      },
      {
        id: 'target',
        header: t`To what`,
        leaves: 3,
        cell: (deed) =>
          deed.target ? i18n._(targetText(deed.target.type)) : <span className="muted">—</span>,
        csv: (deed) => deed.target?.id,
      },
      {
        id: 'at',
        header: t`When`,
        sort: 'at',
        align: 'right',
        cell: (deed) => <RelativeTime at={deed.at} />,
        csv: (deed) => deed.at,
      },
    ],
    [t, i18n, to],
  )
}

/** Whose account it was about, between who and what. */
export function useAdminAuditColumns(to: (row: AdminDeed) => string): Column<AdminDeed>[] {
  const { t } = useLingui()
  const columns = useAuditColumns(to)
  return useMemo(() => {
    const account: Column<AdminDeed> = {
      id: 'account',
      header: t`Account`,
      leaves: 2,
      cell: (deed) =>
        deed.account ? (
          <Link to={`/admin/customers/${deed.account.id}`}>{deed.account.name ?? t`Erased`}</Link>
        ) : (
          <span className="muted">—</span>
        ),
      csv: (deed) => deed.account?.name,
    }
    return [...columns.slice(0, 2), account, ...columns.slice(2)]
  }, [columns, t])
}

import { useLingui } from '@lingui/react/macro'
import { useMemo } from 'react'
import { Link } from 'react-router'
import type { Column } from '~/design/patterns/DataTable'
import { RelativeTime } from '~/design/patterns/RelativeTime'
import { StatusBadge } from '~/design/patterns/StatusBadge'
import { entryText } from '~/design/staff/ledger'
import { useLocale } from '~/i18n/useLocale'
import { money } from '~/lib/format'
import type { Entry } from '../api'
import { actors, entryStatusStyles, ledgerAccounts } from '../labels'

export function useLedgerColumns(): Column<Entry>[] {
  const { t, i18n } = useLingui()
  return useMemo(
    () => [
      {
        id: 'reason',
        header: t`Entry`,
        card: 'head',
        cell: (entry) => <Reason entry={entry} />,
      },
      {
        id: 'kind',
        header: t`Kind`,
        card: 'wide',
        cell: (entry) => <StatusBadge status={entryStatusStyles[entry.kind]} />,
      },
      {
        id: 'account',
        header: t`Customer`,
        priority: 3,
        cell: (entry) =>
          entry.account_id ? (
            <Link className="second" to={`/admin/customers/${entry.account_id}`}>
              {entry.account_name}
            </Link>
          ) : (
            <span className="muted">—</span>
          ),
      },
      {
        id: 'created',
        header: t`When`,
        sort: 'created_at',
        priority: 2,
        cell: (entry) => (
          <>
            <RelativeTime at={entry.created_at} />
            <div className="tiny muted">{i18n._(actors[entry.actor_kind])}</div>
          </>
        ),
      },
      {
        id: 'postings',
        header: t`Postings`,
        card: 'wide',
        cell: (entry) => <Postings entry={entry} />,
      },
    ],
    [t, i18n],
  )
}

/** The reason, and the document it is about. */
function Reason({ entry }: { entry: Entry }) {
  const { i18n } = useLingui()
  const number = entry.details['number']
  return (
    <>
      <span className="cell__title">{i18n._(entryText(entry))}</span>
      <span className="cell__sub clip">
        {entry.invoice_id && typeof number === 'string' ? (
          <Link to={`/admin/invoices/${entry.invoice_id}`}>{number}</Link>
        ) : (
          <span className="mono">{entry.reference}</span>
        )}
      </span>
    </>
  )
}

/** Both sides of the movement; their sum is always zero. */
function Postings({ entry }: { entry: Entry }) {
  const { i18n } = useLingui()
  const locale = useLocale()
  return (
    <dl className="kv postings">
      {entry.postings.map((leg) => (
        <div key={leg.id}>
          <dt>{i18n._(ledgerAccounts[leg.kind])}</dt>
          <dd className="num">
            {leg.amount.amount > 0 && '+'}
            {money(leg.amount, locale)}
          </dd>
        </div>
      ))}
    </dl>
  )
}

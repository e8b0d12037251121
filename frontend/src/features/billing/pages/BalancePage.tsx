import { Trans, useLingui } from '@lingui/react/macro'
import { IconArrowDownLeft, IconArrowUpRight, IconWallet } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { Link } from 'react-router'
import { usePagedQuery } from '~/api/query'
import { summaryQuery, useMe } from '~/auth/me'
import type { Column } from '~/design/patterns/DataTable'
import { ListTab } from '~/design/patterns/ListPage'
import { ModulePage } from '~/design/patterns/ModulePage'
import { Money } from '~/design/patterns/Money'
import { RelativeTime } from '~/design/patterns/RelativeTime'
import { useLocale } from '~/i18n/useLocale'
import { money } from '~/lib/format'
import { type BalanceEntry, entriesList } from '../api'
import { BalanceTabs } from '../components/BalanceTabs'
import { ReturnedPayment } from '../components/PaymentNotice'
import { TopUpCard } from '../components/TopUpCard'
import { entryKinds, entryLabel } from '../labels'

const kinds = ['payment', 'invoice', 'credit_note', 'adjustment'] as const

export default function BalancePage() {
  const { t, i18n } = useLingui()
  const list = usePagedQuery(entriesList)
  const columns = useEntryColumns()
  const currency = useMe()?.account?.currency ?? 'RUB'
  return (
    <ModulePage
      title={t`Balance and payments`}
      description={t`Invoices are paid from the balance automatically when it covers them`}
      tabs={<BalanceTabs />}
      notice={<ReturnedPayment />}
    >
      <div className="cols cols--turn">
        <ListTab
          title={t`Movements`}
          label={t`Movements of the balance`}
          list={list}
          columns={columns}
          filters={[
            {
              filter: 'kind',
              label: t`Kind`,
              empty: t`All movements`,
              options: kinds.map((value) => ({ value, label: i18n._(entryKinds[value]) })),
            },
          ]}
          csv
          empty={{
            icon: IconWallet,
            title: t`No movements yet`,
            text: <Trans>Top-ups, paid invoices and refunds will show up here.</Trans>,
          }}
        />
        <div className="stack sticky">
          <Sum />
          <TopUpCard currency={currency} />
        </div>
      </div>
    </ModulePage>
  )
}

/** What there is, and what waits to be paid from it. */
function Sum() {
  const { data } = useQuery(summaryQuery)
  const balance = data?.balance
  const unpaid = data?.unpaid_total
  const missing = balance && unpaid ? unpaid.amount - balance.amount : 0
  return (
    <div className="card stat">
      <div className="stat__label">
        <Trans>On the balance</Trans>
        <IconWallet className="i" aria-hidden />
      </div>
      <div className="stat__value">
        {balance ? <Money value={balance} /> : <span className="sk sk--value" />}
      </div>
      <div className="stat__note">
        {unpaid && unpaid.amount > 0 && (
          <Link to="/panel/invoices?status=issued">
            <Trans>
              Open invoices: <Money value={unpaid} />
            </Trans>
          </Link>
        )}
        {unpaid?.amount === 0 && <Trans>There are no open invoices</Trans>}
        {balance && missing > 0 && (
          <span className="bad medium">
            <Trans>
              <Money value={{ ...balance, amount: missing }} /> short
            </Trans>
          </span>
        )}
      </div>
    </div>
  )
}

function useEntryColumns(): Column<BalanceEntry>[] {
  const { t } = useLingui()
  const locale = useLocale()
  return useMemo(
    () => [
      {
        id: 'what',
        header: t`Movement`,
        card: 'head',
        cell: (entry) => <EntryName entry={entry} />,
      },
      {
        id: 'at',
        header: t`When`,
        sort: 'created_at',
        cell: (entry) => (
          <span className="second">
            <RelativeTime at={entry.created_at} />
          </span>
        ),
      },
      {
        id: 'amount',
        header: t`Amount`,
        align: 'right',
        cell: (entry) => (
          <span className={entry.amount.amount > 0 ? 'num medium good' : 'num medium'}>
            {entry.amount.amount > 0 && '+'}
            {money(entry.amount, locale).replace('-', '\u2212')}
          </span>
        ),
      },
    ],
    [t, locale],
  )
}

function EntryName({ entry }: { entry: BalanceEntry }) {
  const { i18n } = useLingui()
  const Icon = entry.amount.amount > 0 ? IconArrowDownLeft : IconArrowUpRight
  const label = i18n._(entryLabel(entry))
  return (
    <span className="cell">
      <span className="cell__icon">
        <Icon className="i" aria-hidden />
      </span>
      {entry.invoice_id ? (
        <Link className="cell__title" to={`/panel/invoices/${entry.invoice_id}`}>
          {label}
        </Link>
      ) : (
        <span className="cell__title">{label}</span>
      )}
    </span>
  )
}

import { Plural, Trans } from '@lingui/react/macro'
import { IconAlertCircle, IconClock, IconReceipt, IconWallet } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import type { ComponentType, ReactNode } from 'react'
import { Link } from 'react-router'
import { summaryQuery } from '~/auth/me'
import { Money } from '~/design/patterns/Money'
import { Badge } from '~/design/primitives/Badge'
import { useLocale } from '~/i18n/useLocale'
import { dateTime, type MoneyValue } from '~/lib/format'
import { openInvoicesQuery } from '../api'
import { isOverdue } from '../labels'

/** What is open, what is late, and what there is to pay it with. */
export function Tiles() {
  const locale = useLocale()
  const { data: summary } = useQuery(summaryQuery)
  const { data: open } = useQuery(openInvoicesQuery)
  const late = open?.items.filter((invoice) => isOverdue(invoice)) ?? []
  const next = open?.items.find((invoice) => !isOverdue(invoice))
  const unpaid = summary?.unpaid_total
  const balance = summary?.balance
  const missing = unpaid && balance ? unpaid.amount - balance.amount : 0
  return (
    <div className="grid-3">
      <Tile
        label={<Trans>To pay</Trans>}
        icon={IconReceipt}
        value={unpaid}
        note={
          summary &&
          (summary.unpaid_invoices > 0 ? (
            <>
              {next && (
                <Badge tone="warning" icon={IconClock}>
                  <Trans>by {dateTime(next.due_at, locale, 'day')}</Trans>
                </Badge>
              )}
              <Plural value={summary.unpaid_invoices} one="# invoice" other="# invoices" />
            </>
          ) : (
            <Trans>everything is paid</Trans>
          ))
        }
      />
      <Tile
        label={<Trans context="sum">Overdue</Trans>}
        icon={IconAlertCircle}
        value={
          open &&
          unpaid &&
          sumOf(
            late.map(({ total }) => total),
            unpaid.currency,
          )
        }
        note={
          open &&
          (late.length > 0 ? (
            <Badge tone="critical" icon={IconAlertCircle}>
              <Plural
                value={late.length}
                one="# invoice is overdue"
                other="# invoices are overdue"
              />
            </Badge>
          ) : (
            <Trans>nothing is overdue</Trans>
          ))
        }
      />
      <Tile
        label={<Trans>Balance</Trans>}
        icon={IconWallet}
        value={balance}
        note={
          balance &&
          (missing > 0 ? (
            <>
              <span className="bad medium">
                <Trans>
                  <Money value={{ ...balance, amount: missing }} /> short
                </Trans>
              </span>
              <Link to="/panel/balance">
                <Trans>Top up</Trans>
              </Link>
            </>
          ) : (
            <Link to="/panel/balance">
              <Trans>Top up</Trans>
            </Link>
          ))
        }
      />
    </div>
  )
}

function sumOf(values: MoneyValue[], currency: string): MoneyValue {
  return { amount: values.reduce((sum, { amount }) => sum + amount, 0), currency }
}

interface TileProps {
  label: ReactNode
  icon: ComponentType<{ className?: string; 'aria-hidden'?: true }>
  /** A bar of the same height while it is not known. */
  value: MoneyValue | null | undefined
  note: ReactNode
}

function Tile({ label, icon: Icon, value, note }: TileProps) {
  return (
    <div className="card stat">
      <div className="stat__label">
        {label}
        <Icon className="i" aria-hidden />
      </div>
      <div className="stat__value">
        {value ? <Money value={value} /> : <span className="sk sk--value" />}
      </div>
      <div className="stat__note">{note}</div>
    </div>
  )
}

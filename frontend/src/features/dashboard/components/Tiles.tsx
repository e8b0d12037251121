import { Plural, Trans } from '@lingui/react/macro'
import { IconAlertCircle, IconReceipt, IconServer2, IconWallet } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import type { ComponentType, ReactNode } from 'react'
import { Link } from 'react-router'
import { summaryQuery, useCan } from '~/auth/me'
import { Money } from '~/design/patterns/Money'
import { useLocale } from '~/i18n/useLocale'
import { number } from '~/lib/format'

/** Four numbers that answer "is all well?" before anything is read. */
export function Tiles() {
  const locale = useLocale()
  const can = useCan()
  const { data } = useQuery(summaryQuery)
  if (!data) return null
  const { services, unpaid_total: unpaid, balance } = data
  return (
    <div className={can('billing:read') ? 'grid-4' : 'grid-2'}>
      <Tile
        icon={IconServer2}
        label={<Trans context="count">Running</Trans>}
        value={number(services.active, locale)}
        note={<Plural value={services.total} one="of # service" other="of # services" />}
      />
      <Tile
        icon={IconAlertCircle}
        label={<Trans>Need attention</Trans>}
        value={number(services.attention, locale)}
        note={services.attention > 0 ? <Trans>see above</Trans> : <Trans>all good</Trans>}
      />
      {unpaid && (
        <Tile
          icon={IconReceipt}
          label={<Trans>To pay</Trans>}
          value={<Money value={unpaid} />}
          note={
            data.unpaid_invoices > 0 ? (
              <Link to="/panel/invoices?status=issued">
                <Plural value={data.unpaid_invoices} one="# invoice" other="# invoices" />
              </Link>
            ) : (
              <Trans>everything is paid</Trans>
            )
          }
        />
      )}
      {balance && (
        <Tile
          icon={IconWallet}
          label={<Trans>Balance</Trans>}
          value={<Money value={balance} />}
          note={
            <Link to="/panel/balance">
              <Trans>Top up</Trans>
            </Link>
          }
        />
      )}
    </div>
  )
}

interface TileProps {
  icon: ComponentType<{ className?: string; 'aria-hidden'?: true }>
  label: ReactNode
  value: ReactNode
  note: ReactNode
}

function Tile({ icon: Icon, label, value, note }: TileProps) {
  return (
    <div className="card stat">
      <div className="stat__label">
        {label}
        <Icon className="i" aria-hidden />
      </div>
      <div className="stat__value">{value}</div>
      <div className="stat__note">{note}</div>
    </div>
  )
}

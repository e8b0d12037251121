import { useLingui } from '@lingui/react/macro'
import {
  IconAlertCircle,
  IconChartBar,
  IconHourglass,
  IconReceipt,
  IconServer2,
  IconShoppingCart,
} from '@tabler/icons-react'
import { type Permission, useCan } from '~/auth/me'
import { Money } from '~/design/patterns/Money'
import { Tile } from '~/design/patterns/Tile'
import { useLocale } from '~/i18n/useLocale'
import { money, number } from '~/lib/format'
import type { Overview } from '../api'

/** The numbers of the day; each leads to the list behind it where that may be seen. */
export function Tiles({ overview }: { overview: Overview }) {
  const { t } = useLingui()
  const locale = useLocale()
  const can = useCan()
  const count = (value: number) => number(value, locale)
  const link = (permission: Permission, to: string) => (can(permission) ? to : undefined)
  return (
    <div className="grid-3 tiles">
      {overview.mrr && (
        <Tile
          label={t`Monthly revenue (MRR)`}
          icon={IconChartBar}
          value={<Money value={overview.mrr} />}
          note={t`of all live subscriptions`}
        />
      )}
      <Tile
        label={t`Active services`}
        icon={IconServer2}
        value={count(overview.active_services)}
        note={t`run right now`}
        to={link('services:read', '/admin/services?status=active')}
      />
      <Tile
        label={t`Orders today`}
        icon={IconShoppingCart}
        value={count(overview.orders_today)}
        note={t`since midnight UTC`}
        to={link('orders:read', '/admin/orders')}
      />
      <Tile
        label={t`Paid orders waiting`}
        icon={IconHourglass}
        value={count(overview.paid_orders_waiting)}
        note={overview.paid_orders_waiting > 0 ? t`customers are waiting` : t`nobody is waiting`}
        to={link('orders:read', '/admin/orders?status=paid')}
      />
      <Tile
        label={t`Failed operations`}
        icon={IconAlertCircle}
        value={
          <span className={overview.failed_operations > 0 ? 'bad' : undefined}>
            {count(overview.failed_operations)}
          </span>
        }
        note={overview.failed_operations > 0 ? t`needs attention` : t`all good`}
        to={link('services:read', '/admin/operations?state=failed')}
      />
      {overview.unpaid_invoices !== null && (
        <Tile
          label={t`Unpaid invoices`}
          icon={IconReceipt}
          value={count(overview.unpaid_invoices)}
          note={overview.unpaid_total ? t`for ${money(overview.unpaid_total, locale)}` : '\u00A0'}
          to={link('billing:read', '/admin/invoices?status=issued')}
        />
      )}
    </div>
  )
}

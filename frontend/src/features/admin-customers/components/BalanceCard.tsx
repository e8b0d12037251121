import { Trans, useLingui } from '@lingui/react/macro'
import { Link } from 'react-router'
import { useCan } from '~/auth/me'
import { Money } from '~/design/patterns/Money'
import { Card } from '~/design/primitives/Card'
import { LinkButton } from '~/design/primitives/LinkButton'
import type { Customer } from '../api'

export function BalanceCard({ customer }: { customer: Customer }) {
  const { t } = useLingui()
  const may = useCan()
  return (
    <Card
      title={t`Balance`}
      aside={
        <Link to={`/admin/ledger?account_id=${customer.id}`}>
          <Trans>In the ledger</Trans>
        </Link>
      }
    >
      <div className="row row--between row--wrap">
        <Balance customer={customer} />
        {may('billing:adjust') && (
          <LinkButton size="sm" to={`/admin/customers/${customer.id}/balance`}>
            <Trans>Adjust</Trans>
          </LinkButton>
        )}
      </div>
    </Card>
  )
}

/** The sum; a dash for who may not see money. */
export function Balance({ customer }: { customer: Customer }) {
  return (
    <span className="stat__value">
      {customer.balance ? <Money value={customer.balance} /> : '—'}
    </span>
  )
}

import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import { useCan } from '~/auth/me'
import { Money } from '~/design/patterns/Money'
import { Card } from '~/design/primitives/Card'
import { LinkButton } from '~/design/primitives/LinkButton'
import { balanceOf, type Customer, entriesQuery } from '../api'

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

/** The sum, or a dash while it is not known: its height is there from the start. */
export function Balance({ customer }: { customer: Customer }) {
  const { data } = useQuery(entriesQuery(customer.id))
  const balance = data && balanceOf(data, customer.currency)
  return <span className="stat__value">{balance ? <Money value={balance} /> : '—'}</span>
}

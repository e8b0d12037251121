import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Link } from 'react-router'
import { useSubmit } from '~/actions/useSubmit'
import { useCan } from '~/auth/me'
import { EmptyState } from '~/design/patterns/EmptyState'
import { ErrorState } from '~/design/patterns/ErrorState'
import { Form } from '~/design/patterns/Form'
import { SelectField, SubmitButton, TextField } from '~/design/patterns/fields'
import { RelativeTime } from '~/design/patterns/RelativeTime'
import { CardSkeleton } from '~/design/patterns/Skeleton'
import { Card } from '~/design/primitives/Card'
import { entryText } from '~/design/staff/ledger'
import { useLocale } from '~/i18n/useLocale'
import { type MoneyValue, money } from '~/lib/format'
import { minorUnits } from '~/lib/money'
import { adjust } from '../actions'
import { type Customer, type Entry, effectOf, entriesQuery } from '../api'
import { adjustSchema } from '../forms'
import { Balance } from './BalanceCard'

export function BalanceTab({ customer }: { customer: Customer }) {
  const { t } = useLingui()
  const may = useCan()
  return (
    <div className="cols">
      <Movements customer={customer} />
      <div className="stack">
        <Card title={t`Balance`}>
          <Balance customer={customer} />
        </Card>
        {may('billing:adjust') && <AdjustCard customer={customer} />}
      </div>
    </div>
  )
}

function AdjustCard({ customer }: { customer: Customer }) {
  const { t } = useLingui()
  const locale = useLocale()
  const submit = useSubmit(adjust)
  // A correction that went through leaves an empty form; one that did not keeps what was typed.
  const [made, setMade] = useState(0)
  const name = `adjust-${made}`
  const write = (amount: MoneyValue) => money(amount, locale)
  return (
    <Card title={t`Adjust the balance`}>
      <Form
        key={name}
        name={name}
        schema={adjustSchema(customer.currency)}
        defaults={{ direction: 'give', amount: '', reason: '' }}
        onSubmit={({ direction, amount, reason }) =>
          submit({
            customer,
            amount: {
              amount:
                (direction === 'take' ? -1 : 1) * (minorUnits(amount, customer.currency) ?? 0),
              currency: customer.currency,
            },
            reason,
            write,
            onDone: () => setMade((times) => times + 1),
          })
        }
      >
        {() => (
          <>
            <SelectField
              form={name}
              name="direction"
              label={t`What to do`}
              options={[
                { value: 'give', label: t`Give to the customer` },
                { value: 'take', label: t`Take from the customer` },
              ]}
            />
            <TextField
              form={name}
              name="amount"
              inputMode="decimal"
              autoComplete="off"
              label={t`Amount, ${customer.currency}`}
            />
            <TextField
              form={name}
              name="reason"
              autoComplete="off"
              label={t`Reason`}
              help={t`It stays in the ledger, and the customer sees it in the history of the balance.`}
            />
            <div>
              <SubmitButton>
                <Trans>Adjust</Trans>
              </SubmitButton>
            </div>
          </>
        )}
      </Form>
    </Card>
  )
}

function Movements({ customer }: { customer: Customer }) {
  const { t } = useLingui()
  const query = useQuery(entriesQuery(customer.id))
  if (query.isPending) return <CardSkeleton lines={8} />
  const moved = query.data?.items.filter((entry) => effectOf(entry) !== 0) ?? []
  return (
    <Card
      flush
      title={t`Latest movements`}
      aside={
        <Link to={`/admin/ledger?account_id=${customer.id}`}>
          <Trans>In the ledger</Trans>
        </Link>
      }
    >
      {query.isError && !query.data && <ErrorState query={query} />}
      {query.data && moved.length === 0 && (
        <EmptyState title={t`No movements of the balance yet`}>
          <Trans>Payments, invoices and adjustments appear here.</Trans>
        </EmptyState>
      )}
      <ul className="movements">
        {moved.slice(0, 20).map((entry) => (
          <Movement key={entry.id} entry={entry} currency={customer.currency} />
        ))}
      </ul>
    </Card>
  )
}

function Movement({ entry, currency }: { entry: Entry; currency: string }) {
  const { i18n } = useLingui()
  const locale = useLocale()
  const amount = effectOf(entry)
  return (
    <li>
      <span className="grow">
        <span className="medium">{i18n._(entryText(entry))}</span>
        <span className="cell__sub">
          <RelativeTime at={entry.created_at} />
        </span>
      </span>
      <span className={amount > 0 ? 'num medium delta--up' : 'num medium'}>
        {amount > 0 && '+'}
        {money({ amount, currency }, locale)}
      </span>
    </li>
  )
}

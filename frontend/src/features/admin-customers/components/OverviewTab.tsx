import { useLingui } from '@lingui/react/macro'
import { IconMailExclamation } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import { ActionButton } from '~/actions/ActionButton'
import { useCan } from '~/auth/me'
import { CopyButton } from '~/design/patterns/CopyButton'
import { KeyValues } from '~/design/patterns/KeyValues'
import { Money } from '~/design/patterns/Money'
import { Badge } from '~/design/primitives/Badge'
import { Card } from '~/design/primitives/Card'
import { invoiceStatusStyle } from '~/design/staff/invoice'
import { orderStatusStyle } from '~/design/staff/order'
import { roleNames } from '~/design/status/member'
import { serviceStatusStyle } from '~/design/status/service'
import { signInAs } from '../actions'
import { type Customer, invoicesQuery, ordersQuery, servicesQuery } from '../api'
import { BalanceCard } from './BalanceCard'
import { Latest } from './RecentItems'

export function OverviewTab({ customer }: { customer: Customer }) {
  const can = useCan()
  return (
    <div className="cols">
      <div className="stack">
        {can('services:read') && <Services customer={customer} />}
        {can('orders:read') && <Orders customer={customer} />}
        {can('billing:read') && <Invoices customer={customer} />}
      </div>
      <div className="stack">
        {can('billing:read') && <BalanceCard customer={customer} />}
        <Owner customer={customer} />
        <People customer={customer} />
        <Account customer={customer} />
      </div>
    </div>
  )
}

function Services({ customer }: { customer: Customer }) {
  const { t } = useLingui()
  return (
    <Latest
      title={t`Services`}
      empty={t`This customer has no services yet.`}
      all={`/admin/services?account_id=${customer.id}`}
      query={useQuery(servicesQuery(customer.id))}
      row={(service) => ({
        status: serviceStatusStyle(service),
        name: service.hostname,
        note: service.plan_name,
        to: `/admin/services/${service.id}`,
        at: service.created_at,
      })}
    />
  )
}

function Orders({ customer }: { customer: Customer }) {
  const { t } = useLingui()
  return (
    <Latest
      title={t`Orders`}
      empty={t`This customer has not ordered anything yet.`}
      all={`/admin/orders?account_id=${customer.id}`}
      query={useQuery(ordersQuery(customer.id))}
      row={(order) => ({
        status: orderStatusStyle(order),
        name: order.number,
        note: order.hostname,
        to: `/admin/orders/${order.id}`,
        at: order.created_at,
      })}
    />
  )
}

function Invoices({ customer }: { customer: Customer }) {
  const { t } = useLingui()
  return (
    <Latest
      title={t`Invoices`}
      empty={t`No invoice has been issued yet.`}
      all={`/admin/invoices?account_id=${customer.id}`}
      query={useQuery(invoicesQuery(customer.id))}
      row={(invoice) => ({
        status: invoiceStatusStyle(invoice),
        name: invoice.number ?? t`Draft`,
        note: <Money value={invoice.total} />,
        to: `/admin/invoices/${invoice.id}`,
        at: invoice.created_at,
      })}
    />
  )
}

function Owner({ customer }: { customer: Customer }) {
  const { t } = useLingui()
  const can = useCan()
  const { owner } = customer
  return (
    <Card
      title={t`Owner`}
      aside={
        !owner.email_verified && (
          <Badge tone="warning" icon={IconMailExclamation}>
            {t`Not confirmed`}
          </Badge>
        )
      }
    >
      <KeyValues
        facts={[
          { label: t`Name`, value: owner.name },
          { label: t`Email`, value: <CopyButton value={owner.email} /> },
          can('mail:read') && { label: t`Mail`, value: <Mails customer={customer} /> },
        ]}
      />
    </Card>
  )
}

function Mails({ customer }: { customer: Customer }) {
  const { t } = useLingui()
  return <Link to={`/admin/mails?account_id=${customer.id}`}>{t`Emails to this customer`}</Link>
}

/** Who may work in the account; staff may sign in as each of them, with a reason. */
function People({ customer }: { customer: Customer }) {
  const { t, i18n } = useLingui()
  return (
    <Card flush title={t`People with access`}>
      <ul className="movements">
        {customer.people.map((person) => (
          <li key={person.id}>
            <span className="grow">
              <span className="medium">{person.name}</span>
              <span className="cell__sub break">
                {i18n._(roleNames[person.role])} · {person.email}
              </span>
            </span>
            <ActionButton action={signInAs} subject={{ customer, person }} size="sm" />
          </li>
        ))}
      </ul>
    </Card>
  )
}

const languages = { ru: 'Русский', en: 'English' }

function Account({ customer }: { customer: Customer }) {
  const { t } = useLingui()
  return (
    <Card title={t`Account`}>
      <KeyValues
        facts={[
          { label: t`Currency`, value: customer.currency },
          { label: t`Language`, value: languages[customer.locale] },
          { label: t`Time zone`, value: customer.time_zone },
          {
            label: t`Identifier`,
            value: <CopyButton value={customer.id} short />,
          },
        ]}
      />
    </Card>
  )
}

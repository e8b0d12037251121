import { useLingui } from '@lingui/react/macro'
import { IconMailExclamation } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useCan } from '~/auth/me'
import { serviceLook } from '~/design/looks/service'
import { CopyButton } from '~/design/patterns/CopyButton'
import { KeyValues } from '~/design/patterns/KeyValues'
import { Money } from '~/design/patterns/Money'
import { Badge } from '~/design/primitives/Badge'
import { Card } from '~/design/primitives/Card'
import { invoiceLook } from '~/design/staff/invoice'
import { orderLook } from '~/design/staff/order'
import { type Customer, invoicesQuery, ordersQuery, servicesQuery } from '../api'
import { BalanceCard } from './BalanceCard'
import { Latest } from './Latest'

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
        <Person customer={customer} />
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
      empty={t`This customer runs nothing yet.`}
      all={`/admin/services?account_id=${customer.id}`}
      query={useQuery(servicesQuery(customer.id))}
      row={(service) => ({
        look: serviceLook(service),
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
        look: orderLook(order),
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
        look: invoiceLook(invoice),
        name: invoice.number ?? t`Draft`,
        note: <Money value={invoice.total} />,
        to: `/admin/invoices/${invoice.id}`,
        at: invoice.created_at,
      })}
    />
  )
}

function Person({ customer }: { customer: Customer }) {
  const { t } = useLingui()
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
        ]}
      />
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
          { label: t`People with access`, value: customer.members },
          { label: t`Currency`, value: customer.currency },
          { label: t`Language`, value: languages[customer.locale] },
          { label: t`Time zone`, value: customer.time_zone },
          {
            label: t`Identifier`,
            value: <CopyButton value={customer.id} shown={`…${customer.id.slice(-12)}`} />,
          },
        ]}
      />
    </Card>
  )
}

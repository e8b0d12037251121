import { useLingui } from '@lingui/react/macro'
import { IconCalendar, IconMail, IconUsers } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Navigate, Route, Routes, useParams } from 'react-router'
import { useCan } from '~/auth/me'
import { useNameCrumb } from '~/design/patterns/crumb'
import { ModulePage } from '~/design/patterns/ModulePage'
import { CardSkeleton } from '~/design/patterns/Skeleton'
import { Tabs } from '~/design/patterns/Tabs'
import { useLocale } from '~/i18n/useLocale'
import { dateTime } from '~/lib/format'
import { type Customer, customerQuery } from '../api'
import { BalanceTab } from '../components/BalanceTab'
import { OverviewTab } from '../components/OverviewTab'

export default function CustomerPage() {
  const { t } = useLingui()
  const { customerId = '' } = useParams()
  const query = useQuery(customerQuery(customerId))
  const customer = query.data
  const money = useCan()('billing:read')
  useNameCrumb(customer?.name)
  const base = `/admin/customers/${customerId}`
  return (
    <ModulePage
      title={customer?.name ?? t`Customer`}
      meta={customer && <Facts customer={customer} />}
      query={query}
      skeleton={
        <div className="cols">
          <div className="stack">
            <CardSkeleton lines={5} />
            <CardSkeleton lines={5} />
          </div>
          <CardSkeleton lines={6} />
        </div>
      }
      tabs={
        customer &&
        money && (
          <Tabs
            label={t`Sections of the customer`}
            tabs={[
              { to: base, label: t`Overview`, end: true },
              { to: `${base}/balance`, label: t`Balance` },
            ]}
          />
        )
      }
    >
      {customer && (
        <Routes>
          <Route index element={<OverviewTab customer={customer} />} />
          {money && (
            <Route path="balance" element={<BalanceTab key={customer.id} customer={customer} />} />
          )}
          <Route path="*" element={<Navigate replace to={base} />} />
        </Routes>
      )}
    </ModulePage>
  )
}

function Facts({ customer }: { customer: Customer }) {
  const { t } = useLingui()
  const locale = useLocale()
  return (
    <>
      <span>
        <IconMail className="i i--sm" aria-hidden />
        <a href={`mailto:${customer.owner.email}`}>{customer.owner.email}</a>
      </span>
      <span>
        <IconUsers className="i i--sm" aria-hidden />
        {t`People: ${customer.members}`}
      </span>
      <span>
        <IconCalendar className="i i--sm" aria-hidden />
        {t`since ${dateTime(customer.created_at, locale, 'date')}`}
      </span>
    </>
  )
}

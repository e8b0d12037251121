import { useLingui } from '@lingui/react/macro'
import { Tabs } from '~/design/patterns/Tabs'

export function MoneyTabs() {
  const { t } = useLingui()
  return (
    <Tabs
      label={t`Invoices and payments`}
      tabs={[
        { to: '/admin/invoices', label: t`Invoices`, end: true },
        { to: '/admin/invoices/payments', label: t`Payments` },
      ]}
    />
  )
}

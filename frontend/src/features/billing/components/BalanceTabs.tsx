import { useLingui } from '@lingui/react/macro'
import { Tabs } from '~/design/patterns/Tabs'

export function BalanceTabs() {
  const { t } = useLingui()
  return (
    <Tabs
      label={t`Balance and payments`}
      tabs={[
        { to: '/panel/balance', label: t`Balance`, end: true },
        { to: '/panel/balance/payments', label: t`Payments` },
      ]}
    />
  )
}

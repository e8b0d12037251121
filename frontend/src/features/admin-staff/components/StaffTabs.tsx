import { useLingui } from '@lingui/react/macro'
import { Tabs } from '~/design/patterns/Tabs'

export function StaffTabs() {
  const { t } = useLingui()
  return (
    <Tabs
      label={t`Staff and roles`}
      tabs={[
        { to: '/admin/staff', label: t`Staff`, end: true },
        { to: '/admin/staff/roles', label: t`Roles` },
      ]}
    />
  )
}

import { useLingui } from '@lingui/react/macro'
import { Tabs } from '~/design/patterns/Tabs'

export function SystemTabs() {
  const { t } = useLingui()
  return (
    <Tabs
      label={t`System`}
      tabs={[
        { to: '/admin/system', label: t`Overview`, end: true },
        { to: '/admin/system/work', label: t`Queues and schedule` },
        { to: '/admin/system/database', label: t`Database` },
        { to: '/admin/system/licences', label: t`Licences` },
      ]}
    />
  )
}

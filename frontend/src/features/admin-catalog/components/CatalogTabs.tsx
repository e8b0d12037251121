import { useLingui } from '@lingui/react/macro'
import { Tabs } from '~/design/patterns/Tabs'

export function CatalogTabs() {
  const { t } = useLingui()
  return (
    <Tabs
      label={t`Sections of the catalogue`}
      tabs={[
        { to: '/admin/catalog', label: t`Products`, end: true },
        { to: '/admin/catalog/images', label: t`Images` },
      ]}
    />
  )
}

import { msg } from '@lingui/core/macro'
import { IconSettings } from '@tabler/icons-react'
import { defineModule } from '~/actions/module'

export const adminSettings = defineModule({
  id: 'admin-settings',
  tree: 'admin',
  path: 'settings',
  feature: 'admin-settings',
  icon: IconSettings,
  label: msg`Settings`,
  group: 'system',
  order: 40,
  permission: 'settings:manage',
  preload: async (queries) => queries.prefetchQuery((await import('./api')).companyQuery),
  pages: [{ path: '*', load: () => import('./pages/SettingsPage') }],
})

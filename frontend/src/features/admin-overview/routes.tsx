import { msg } from '@lingui/core/macro'
import { IconChartBar, IconListCheck } from '@tabler/icons-react'
import { defineModule } from '~/actions/module'

export const adminOverview = defineModule({
  id: 'admin-overview',
  tree: 'admin',
  path: '',
  feature: 'admin-overview',
  icon: IconChartBar,
  label: msg`Overview`,
  group: 'main',
  order: 10,
  permission: 'orders:read',
  preload: async (queries) => queries.prefetchQuery((await import('./api')).overviewQuery),
  pages: [{ path: '', load: () => import('./pages/OverviewPage') }],
})

export const adminSetup = defineModule({
  id: 'admin-setup',
  tree: 'admin',
  path: 'setup',
  feature: 'admin-overview',
  icon: IconListCheck,
  label: msg`First steps`,
  group: 'system',
  order: 45,
  permission: 'settings:manage',
  hidden: true,
  preload: async (queries) => queries.prefetchQuery((await import('./api')).checklistQuery),
  pages: [{ path: '', load: () => import('./pages/SetupPage') }],
})

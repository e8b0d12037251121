import { msg } from '@lingui/core/macro'
import { IconChartBar } from '@tabler/icons-react'
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

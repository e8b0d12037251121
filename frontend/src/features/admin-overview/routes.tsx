import { msg } from '@lingui/core/macro'
import { IconChartBar } from '@tabler/icons-react'
import { defineModule } from '~/actions/module'
import { preloadOverview } from './api'

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
  preload: preloadOverview,
  pages: [{ path: '', load: () => import('./pages/OverviewPage') }],
})

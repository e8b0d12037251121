import { msg } from '@lingui/core/macro'
import { IconHome2 } from '@tabler/icons-react'
import { defineModule } from '~/actions/module'

export const dashboard = defineModule({
  id: 'dashboard',
  tree: 'panel',
  path: '',
  feature: 'dashboard',
  icon: IconHome2,
  label: msg`Overview`,
  group: 'main',
  order: 10,
  pages: [{ path: '', load: () => import('./pages/DashboardPage') }],
})

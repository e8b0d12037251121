import { msg } from '@lingui/core/macro'
import { IconHeartRateMonitor } from '@tabler/icons-react'
import { defineModule } from '~/actions/module'

export const adminSystem = defineModule({
  id: 'admin-system',
  tree: 'admin',
  path: 'system',
  feature: 'admin-system',
  icon: IconHeartRateMonitor,
  label: msg`System`,
  group: 'system',
  order: 5,
  permission: 'system:read',
  preload: async (queries) => {
    void queries.prefetchQuery((await import('./api')).systemQuery)
  },
  pages: [
    { path: '', load: () => import('./pages/SystemPage') },
    { path: 'work', load: () => import('./pages/WorkPage') },
    { path: 'database', load: () => import('./pages/DatabasePage') },
    { path: 'licences', load: () => import('./pages/LicencesPage') },
  ],
})

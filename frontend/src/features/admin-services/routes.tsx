import { msg } from '@lingui/core/macro'
import { IconActivity, IconServer2 } from '@tabler/icons-react'
import { defineModule } from '~/actions/module'

export const adminServices = defineModule({
  id: 'admin-services',
  tree: 'admin',
  path: 'services',
  finds: 'service',
  feature: 'admin-services',
  icon: IconServer2,
  label: msg`Services`,
  group: 'machines',
  order: 10,
  permission: 'services:read',
  preload: async (queries) => (await import('./api')).servicesList.preload(queries),
  pages: [
    { path: '', load: () => import('./pages/ServicesPage') },
    { path: ':serviceId', load: () => import('./pages/ServicePage') },
  ],
})

export const adminOperations = defineModule({
  id: 'admin-operations',
  tree: 'admin',
  path: 'operations',
  feature: 'admin-services',
  icon: IconActivity,
  label: msg`Operations`,
  group: 'machines',
  order: 20,
  permission: 'services:read',
  preload: async (queries) => (await import('./api')).operationsList.preload(queries),
  pages: [
    { path: '', load: () => import('./pages/OperationsPage') },
    { path: ':operationId', load: () => import('./pages/OperationPage') },
  ],
})

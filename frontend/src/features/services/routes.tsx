import { msg } from '@lingui/core/macro'
import { IconServer2 } from '@tabler/icons-react'
import { defineModule } from '~/actions/module'

export const services = defineModule({
  id: 'services',
  tree: 'panel',
  path: 'services',
  finds: 'service',
  feature: 'services',
  icon: IconServer2,
  label: msg`Services`,
  group: 'main',
  order: 20,
  permission: 'services:read',
  counter: ({ services: value }) => ({ value }),
  preload: async (queries) => (await import('./api')).servicesList.preload(queries),
  pages: [
    {
      path: '',
      load: () => import('./pages/ServicesPage'),
      early: [{ path: '/services?page=1&size=25&sort=-created_at', permission: 'services:read' }],
    },
    {
      path: ':serviceId/*',
      load: () => import('./pages/ServicePage'),
      early: [{ path: '/services/:serviceId', permission: 'services:read' }],
    },
  ],
})

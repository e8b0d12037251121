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
  pages: [
    {
      path: '',
      load: () => import('./pages/DashboardPage'),
      early: [
        {
          path: '/invoices?status=issued&sort=due_at&size=100',
          permission: 'billing:read',
        },
        { path: '/notifications?size=6' },
        { path: '/services?size=5', permission: 'services:read' },
        {
          path: '/subscriptions?status=active&status=past_due&sort=paid_through&size=3',
          permission: 'billing:read',
        },
      ],
    },
  ],
})

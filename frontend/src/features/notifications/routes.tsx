import { msg } from '@lingui/core/macro'
import { IconBell } from '@tabler/icons-react'
import { defineModule } from '~/actions/module'

export const notifications = defineModule({
  id: 'notifications',
  tree: 'panel',
  path: 'notifications',
  feature: 'notifications',
  icon: IconBell,
  label: msg`Notifications`,
  group: 'account',
  order: 45,
  permission: 'notifications:read',
  hidden: true,
  pages: [{ path: '', load: () => import('./pages/NotificationsPage') }],
})

import { msg } from '@lingui/core/macro'
import { IconShieldLock, IconUserCog } from '@tabler/icons-react'
import { defineModule } from '~/actions/module'

export const adminUsers = defineModule({
  id: 'admin-users',
  tree: 'admin',
  path: 'users',
  finds: 'user',
  feature: 'admin-staff',
  icon: IconUserCog,
  label: msg`Users`,
  group: 'sales',
  order: 15,
  permission: 'users:read',
  pages: [
    { path: '', load: () => import('./pages/UsersPage') },
    { path: ':userId/*', load: () => import('./pages/UserPage') },
  ],
})

export const adminStaff = defineModule({
  id: 'admin-staff',
  tree: 'admin',
  path: 'staff',
  feature: 'admin-staff',
  icon: IconShieldLock,
  label: msg`Staff and roles`,
  group: 'system',
  order: 20,
  permission: 'roles:read',
  pages: [
    { path: '', load: () => import('./pages/StaffPage') },
    { path: 'roles', load: () => import('./pages/RolesPage') },
  ],
})

import { msg } from '@lingui/core/macro'
import { IconUsers } from '@tabler/icons-react'
import { defineModule } from '~/actions/module'

export const adminCustomers = defineModule({
  id: 'admin-customers',
  tree: 'admin',
  path: 'customers',
  finds: 'customer',
  feature: 'admin-customers',
  icon: IconUsers,
  label: msg`Customers`,
  group: 'sales',
  order: 10,
  permission: 'accounts:read',
  preload: async (queries) => (await import('./api')).customersList.preload(queries),
  pages: [
    { path: '', load: () => import('./pages/CustomersPage') },
    { path: ':customerId/*', load: () => import('./pages/CustomerPage') },
  ],
})

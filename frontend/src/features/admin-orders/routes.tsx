import { msg } from '@lingui/core/macro'
import { IconShoppingCart } from '@tabler/icons-react'
import { defineModule } from '~/actions/module'

export const adminOrders = defineModule({
  id: 'admin-orders',
  tree: 'admin',
  path: 'orders',
  finds: 'order',
  feature: 'admin-orders',
  icon: IconShoppingCart,
  label: msg`Orders`,
  group: 'sales',
  order: 20,
  permission: 'orders:read',
  preload: async (queries) => (await import('./api')).ordersList.preload(queries),
  pages: [
    { path: '', load: () => import('./pages/OrdersPage') },
    { path: ':orderId', load: () => import('./pages/OrderPage') },
  ],
})

import { msg } from '@lingui/core/macro'
import { IconPlus, IconShoppingCart } from '@tabler/icons-react'
import { defineModule } from '~/actions/module'

export const order = defineModule({
  id: 'order',
  tree: 'panel',
  path: 'order',
  feature: 'order',
  icon: IconPlus,
  label: msg({ message: 'Order', context: 'menu' }),
  group: 'main',
  order: 30,
  permission: 'orders:read',
  preload: async (queries) => queries.prefetchQuery((await import('./api')).catalogQuery),
  pages: [
    {
      path: '',
      load: () => import('./pages/ConfigurePage'),
      early: [{ path: '/payment-methods', permission: 'billing:manage' }],
    },
    { path: ':orderId', load: () => import('./pages/OrderPage') },
  ],
})

/** Letters and the order page lead here. */
export const orders = defineModule({
  id: 'orders',
  tree: 'panel',
  path: 'orders',
  finds: 'order',
  feature: 'order',
  icon: IconShoppingCart,
  label: msg`My orders`,
  group: 'main',
  order: 31,
  permission: 'orders:read',
  hidden: true,
  pages: [
    { path: '', load: () => import('./pages/OrdersPage') },
    { path: ':orderId', load: () => import('./pages/OrderPage') },
  ],
})

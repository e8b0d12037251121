import { msg } from '@lingui/core/macro'
import { IconReceipt, IconRepeat, IconWallet } from '@tabler/icons-react'
import { defineModule } from '~/actions/module'

export const invoices = defineModule({
  id: 'invoices',
  tree: 'panel',
  path: 'invoices',
  finds: 'invoice',
  feature: 'billing',
  icon: IconReceipt,
  label: msg`Invoices`,
  group: 'money',
  order: 10,
  permission: 'billing:read',
  counter: ({ unpaidInvoices: value }) => ({ value, tone: 'critical' }),
  preload: async (queries) => (await import('./api')).invoicesList.preload(queries),
  pages: [
    { path: '', load: () => import('./pages/InvoicesPage') },
    { path: ':invoiceId', load: () => import('./pages/InvoicePage') },
  ],
})

export const balance = defineModule({
  id: 'balance',
  tree: 'panel',
  path: 'balance',
  feature: 'billing',
  icon: IconWallet,
  label: msg`Balance and payments`,
  group: 'money',
  order: 20,
  permission: 'billing:read',
  preload: async (queries) => (await import('./api')).entriesList.preload(queries),
  pages: [
    { path: '', load: () => import('./pages/BalancePage') },
    { path: 'payments', load: () => import('./pages/PaymentsPage') },
  ],
})

export const subscriptions = defineModule({
  id: 'subscriptions',
  tree: 'panel',
  path: 'subscriptions',
  feature: 'billing',
  icon: IconRepeat,
  label: msg`Subscriptions`,
  group: 'money',
  order: 30,
  permission: 'billing:read',
  preload: async (queries) => (await import('./api')).subscriptionsList.preload(queries),
  pages: [{ path: '', load: () => import('./pages/SubscriptionsPage') }],
})

/** Letters and the provider's page lead here; it leads on to what the payment was for. */
export const billing = defineModule({
  id: 'billing',
  tree: 'panel',
  path: 'billing',
  feature: 'billing',
  icon: IconWallet,
  label: msg`Payment`,
  group: 'money',
  order: 40,
  permission: 'billing:read',
  hidden: true,
  pages: [{ path: '', load: () => import('./pages/ReturnPage') }],
})

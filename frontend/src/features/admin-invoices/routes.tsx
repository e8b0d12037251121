import { msg } from '@lingui/core/macro'
import { IconReceipt } from '@tabler/icons-react'
import { defineModule } from '~/actions/module'

export const adminInvoices = defineModule({
  id: 'admin-invoices',
  tree: 'admin',
  path: 'invoices',
  finds: 'invoice',
  feature: 'admin-invoices',
  icon: IconReceipt,
  label: msg`Invoices and payments`,
  group: 'sales',
  order: 30,
  permission: 'billing:read',
  preload: async (queries) => (await import('./api')).invoicesList.preload(queries),
  pages: [
    { path: '', load: () => import('./pages/InvoicesPage') },
    { path: 'payments', load: () => import('./pages/PaymentsPage') },
    { path: ':invoiceId', load: () => import('./pages/InvoicePage') },
  ],
})

import { msg } from '@lingui/core/macro'
import { IconBook2 } from '@tabler/icons-react'
import { defineModule } from '~/actions/module'

export const adminLedger = defineModule({
  id: 'admin-ledger',
  tree: 'admin',
  path: 'ledger',
  feature: 'admin-ledger',
  icon: IconBook2,
  label: msg`Ledger`,
  group: 'sales',
  order: 40,
  permission: 'billing:read',
  preload: async (queries) => (await import('./api')).entriesList.preload(queries),
  pages: [{ path: '', load: () => import('./pages/LedgerPage') }],
})

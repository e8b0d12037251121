import { msg } from '@lingui/core/macro'
import { IconListSearch } from '@tabler/icons-react'
import { defineModule } from '~/actions/module'

export const audit = defineModule({
  id: 'audit',
  tree: 'panel',
  path: 'audit',
  feature: 'audit',
  icon: IconListSearch,
  label: msg`Activity log`,
  group: 'account',
  order: 46,
  permission: 'audit:read',
  pages: [{ path: '', load: () => import('./pages/AuditPage') }],
})

export const adminAudit = defineModule({
  id: 'admin-audit',
  tree: 'admin',
  path: 'audit',
  feature: 'audit',
  icon: IconListSearch,
  label: msg`Audit log`,
  group: 'system',
  order: 30,
  permission: 'audit:read',
  pages: [{ path: '', load: () => import('./pages/AdminAuditPage') }],
})

import { msg } from '@lingui/core/macro'
import { IconDatabaseExport } from '@tabler/icons-react'
import { defineModule } from '~/actions/module'

export const adminBackups = defineModule({
  id: 'admin-backups',
  tree: 'admin',
  path: 'backups',
  feature: 'admin-backups',
  icon: IconDatabaseExport,
  label: msg`Backups`,
  group: 'system',
  order: 15,
  permission: 'settings:manage',
  preload: async (queries) => (await import('./api')).backupsList.preload(queries),
  pages: [{ path: '', load: () => import('./pages/BackupsPage') }],
})

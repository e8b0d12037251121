import { msg } from '@lingui/core/macro'
import { IconGavel } from '@tabler/icons-react'
import { defineModule } from '~/actions/module'

export const adminLegal = defineModule({
  id: 'admin-legal',
  tree: 'admin',
  path: 'legal',
  feature: 'admin-legal',
  icon: IconGavel,
  label: msg`Legal documents`,
  group: 'system',
  order: 42,
  permission: 'settings:manage',
  preload: async (queries) => (await import('./api')).documentsList.preload(queries),
  pages: [
    { path: '', load: () => import('./pages/DocumentsPage') },
    { path: ':documentId', load: () => import('./pages/DocumentPage') },
  ],
})

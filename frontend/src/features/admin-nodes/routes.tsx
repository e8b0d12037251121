import { msg } from '@lingui/core/macro'
import { IconStack2 } from '@tabler/icons-react'
import { defineModule } from '~/actions/module'

export const adminNodes = defineModule({
  id: 'admin-nodes',
  tree: 'admin',
  path: 'nodes',
  feature: 'admin-nodes',
  icon: IconStack2,
  label: msg`Nodes`,
  group: 'machines',
  order: 30,
  permission: 'nodes:read',
  preload: async (queries) => (await import('./api')).nodesList.preload(queries),
  pages: [
    { path: '', load: () => import('./pages/NodesPage') },
    { path: 'new', load: () => import('./pages/RegisterPage') },
    { path: ':nodeId/edit', load: () => import('./pages/EditPage') },
    { path: ':nodeId', load: () => import('./pages/NodePage') },
  ],
})

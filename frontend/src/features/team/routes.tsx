import { msg } from '@lingui/core/macro'
import { IconUsers } from '@tabler/icons-react'
import { defineModule } from '~/actions/module'

export const team = defineModule({
  id: 'team',
  tree: 'panel',
  path: 'team',
  feature: 'team',
  icon: IconUsers,
  label: msg`Team`,
  group: 'account',
  order: 42,
  permission: 'accounts:read',
  preload: async (queries) => (await import('./api')).membersList.preload(queries),
  pages: [
    { path: '', load: () => import('./pages/MembersPage') },
    { path: 'invitations', load: () => import('./pages/InvitationsPage') },
    { path: 'company', load: () => import('./pages/CompanyPage') },
  ],
})

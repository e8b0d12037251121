import { msg } from '@lingui/core/macro'
import { IconUser } from '@tabler/icons-react'
import { defineModule } from '~/actions/module'

export const profile = defineModule({
  id: 'profile',
  tree: 'panel',
  ofPerson: true,
  path: 'profile',
  feature: 'profile',
  icon: IconUser,
  label: msg`Profile`,
  group: 'account',
  order: 40,
  pages: [{ path: '*', load: () => import('./pages/ProfilePage') }],
})

import { msg } from '@lingui/core/macro'
import { IconUser } from '@tabler/icons-react'
import { defineModule } from '~/actions/module'

const own = {
  ofPerson: true,
  path: 'profile',
  feature: 'profile',
  icon: IconUser,
  label: msg`Profile`,
  group: 'account' as const,
  order: 40,
  pages: [{ path: '*', load: () => import('./pages/ProfilePage') }],
}

export const profile = defineModule({ ...own, id: 'profile', tree: 'panel' })
/** Staff have theirs without leaving the administration. */
export const staffProfile = defineModule({ ...own, id: 'staff-profile', tree: 'admin' })

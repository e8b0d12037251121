import { msg } from '@lingui/core/macro'
import { IconKey } from '@tabler/icons-react'
import { defineModule } from '~/actions/module'

export const tokens = defineModule({
  id: 'tokens',
  tree: 'panel',
  path: 'tokens',
  feature: 'tokens',
  icon: IconKey,
  label: msg`API tokens`,
  group: 'account',
  order: 44,
  pages: [
    { path: '', load: () => import('./pages/TokensPage') },
    { path: 'account', load: () => import('./pages/AccountTokensPage') },
  ],
})

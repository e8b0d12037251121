import { msg } from '@lingui/core/macro'
import { IconListCheck } from '@tabler/icons-react'
import { defineModule } from '~/actions/module'

export const adminJobs = defineModule({
  id: 'admin-jobs',
  tree: 'admin',
  path: 'jobs',
  feature: 'admin-jobs',
  icon: IconListCheck,
  label: msg`Jobs`,
  group: 'system',
  order: 10,
  permission: 'jobs:read',
  preload: async (queries) => (await import('./api')).jobsList.preload(queries),
  pages: [
    { path: '', load: () => import('./pages/JobsPage') },
    { path: ':jobId', load: () => import('./pages/JobPage') },
  ],
})

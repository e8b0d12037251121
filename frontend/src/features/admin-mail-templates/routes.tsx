import { msg } from '@lingui/core/macro'
import { IconMailCog } from '@tabler/icons-react'
import { defineModule } from '~/actions/module'

export const adminMailTemplates = defineModule({
  id: 'admin-mail-templates',
  tree: 'admin',
  path: 'mail-templates',
  feature: 'admin-mail-templates',
  icon: IconMailCog,
  label: msg`Mail templates`,
  group: 'system',
  order: 38,
  permission: 'mail:templates',
  preload: async (queries) => queries.prefetchQuery((await import('./api')).templatesQuery),
  pages: [
    { path: '', load: () => import('./pages/TemplatesPage') },
    { path: ':name/:language', load: () => import('./pages/TemplatePage') },
  ],
})

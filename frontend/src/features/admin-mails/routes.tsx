import { msg } from '@lingui/core/macro'
import { IconMail } from '@tabler/icons-react'
import { defineModule } from '~/actions/module'

export const adminMails = defineModule({
  id: 'admin-mails',
  tree: 'admin',
  path: 'mails',
  feature: 'admin-mails',
  icon: IconMail,
  label: msg`Emails`,
  group: 'system',
  order: 37,
  permission: 'mail:read',
  preload: async (queries) => (await import('./api')).mailsList.preload(queries),
  pages: [
    { path: '', load: () => import('./pages/MailsPage') },
    { path: ':mailId', load: () => import('./pages/MailPage') },
  ],
})

import { msg } from '@lingui/core/macro'
import { IconEye } from '@tabler/icons-react'
import { defineModule } from '~/actions/module'

export const plansPreview = defineModule({
  id: 'plans-preview',
  tree: 'admin',
  path: 'catalog/preview',
  feature: 'public',
  icon: IconEye,
  label: msg`Preview of the plans page`,
  group: 'sales',
  order: 51,
  hidden: true,
  permission: 'catalog:read',
  pages: [{ path: '', load: () => import('./pages/PreviewPage') }],
})

import { msg } from '@lingui/core/macro'
import { IconTags } from '@tabler/icons-react'
import { defineModule } from '~/actions/module'

export const adminCatalog = defineModule({
  id: 'admin-catalog',
  tree: 'admin',
  path: 'catalog',
  feature: 'admin-catalog',
  icon: IconTags,
  label: msg`Catalogue`,
  group: 'sales',
  order: 50,
  permission: 'catalog:read',
  preload: async (queries) => (await import('./api')).productsList.preload(queries),
  pages: [
    { path: '', load: () => import('./pages/ProductsPage') },
    { path: 'images', load: () => import('./pages/ImagesPage') },
    { path: ':productId', load: () => import('./pages/ProductPage') },
  ],
})

import { Trans, useLingui } from '@lingui/react/macro'
import { IconEye, IconTags } from '@tabler/icons-react'
import { lazy, Suspense, useState } from 'react'
import { ActionButton } from '~/actions/ActionButton'
import { usePagedQuery } from '~/api/query'
import { ListPage } from '~/design/patterns/ListPage'
import { LinkButton } from '~/design/primitives/LinkButton'
import { openCreateProduct } from '../actions'
import { type Product, productQuery, productsList } from '../api'
import { CatalogTabs } from '../components/CatalogTabs'
import { useProductColumns } from '../components/columns'
import { catalogStatusStyles } from '../labels'

const ProductDialog = lazy(() => import('../dialogs/ProductDialog'))
const statuses = ['draft', 'on_sale', 'hidden', 'retired'] as const

export default function ProductsPage() {
  const { t, i18n } = useLingui()
  const list = usePagedQuery(productsList)
  /** Undefined is closed, null is a new one. */
  const [edited, setEdited] = useState<Product | null | undefined>()
  const columns = useProductColumns(setEdited)
  return (
    <ListPage
      title={t`Catalogue`}
      description={t`What is sold, in the order in which visitors see it`}
      actions={
        <>
          <ActionButton
            action={openCreateProduct}
            subject={() => setEdited(null)}
            variant="primary"
          />
          <LinkButton to="/admin/catalog/preview" icon={IconEye}>
            <Trans>Preview</Trans>
          </LinkButton>
        </>
      }
      tabs={<CatalogTabs />}
      list={list}
      columns={columns}
      filters={[
        { search: t`Short name` },
        {
          filter: 'status',
          label: t`Status`,
          empty: t`Any status`,
          options: statuses.map((value) => ({
            value,
            label: i18n._(catalogStatusStyles[value].label),
          })),
        },
      ]}
      csv
      rowTo={(product) => `/admin/catalog/${product.id}`}
      rowQuery={(product) => productQuery(product.id)}
      empty={{
        icon: IconTags,
        title: t`Nothing is sold yet`,
        text: <Trans>Create a product, add a plan with a price, and put both on sale.</Trans>,
      }}
    >
      <Suspense>
        {edited !== undefined && (
          <ProductDialog product={edited} onClose={() => setEdited(undefined)} />
        )}
      </Suspense>
    </ListPage>
  )
}

import { useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import type { Column } from '~/design/patterns/DataTable'
import { StatusBadge } from '~/design/patterns/StatusBadge'
import { useLocale } from '~/i18n/useLocale'
import { type Image, type Product, placedQuery } from '../api'
import { catalogStatusStyles } from '../labels'
import { ItemMenu } from './ItemMenu'

export function useProductColumns(edit: (product: Product) => void): Column<Product>[] {
  const { t } = useLingui()
  const locale = useLocale()
  const ids = useQuery(placedQuery('products')).data ?? []
  return [
    {
      id: 'name',
      header: t`Product`,
      card: 'head',
      cell: (product) => (
        <>
          <Link className="cell__title clip" to={`/admin/catalog/${product.id}`}>
            {product.name[locale]}
          </Link>
          <span className="cell__sub mono clip">{product.slug}</span>
        </>
      ),
    },
    {
      id: 'status',
      header: t`Status`,
      card: 'wide',
      cell: (product) => <StatusBadge status={catalogStatusStyles[product.status]} />,
    },
    {
      id: 'plans',
      header: t`Plans`,
      align: 'right',
      cell: (product) => <span className="num">{product.plans}</span>,
    },
    {
      id: 'actions',
      header: t`Actions`,
      srOnly: true,
      align: 'right',
      card: 'menu',
      cell: (product) => (
        <ItemMenu
          sold={{ kind: 'products', item: product, edit: () => edit(product) }}
          place={{ id: product.id, ids, by: 'products' }}
          label={t`Actions: ${product.slug}`}
        />
      ),
    },
  ]
}

export function useImageColumns(
  edit: (image: Image) => void,
  nodes: (image: Image) => void,
): Column<Image>[] {
  const { t } = useLingui()
  const ids = useQuery(placedQuery('images')).data ?? []
  return [
    {
      id: 'name',
      header: t`Image`,
      card: 'head',
      cell: (image) => (
        <>
          <b className="cell__title clip">{image.name}</b>
          <span className="cell__sub mono clip">{image.slug}</span>
        </>
      ),
    },
    {
      id: 'status',
      header: t`Status`,
      card: 'wide',
      cell: (image) => <StatusBadge status={catalogStatusStyles[image.status]} />,
    },
    {
      id: 'reference',
      header: t`Image reference`,
      priority: 2,
      cell: (image) => <span className="mono clip">{image.reference}</span>,
    },
    {
      id: 'actions',
      header: t`Actions`,
      srOnly: true,
      align: 'right',
      card: 'menu',
      cell: (image) => (
        <ItemMenu
          sold={{
            kind: 'images',
            item: image,
            edit: () => edit(image),
            nodes: () => nodes(image),
          }}
          place={{ id: image.id, ids, by: 'images' }}
          label={t`Actions: ${image.slug}`}
        />
      ),
    },
  ]
}

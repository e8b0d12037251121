import { Trans, useLingui } from '@lingui/react/macro'
import { IconBox } from '@tabler/icons-react'
import { lazy, Suspense, useState } from 'react'
import { ActionButton } from '~/actions/ActionButton'
import { usePagedQuery } from '~/api/query'
import { ListPage } from '~/design/patterns/ListPage'
import { openCreateImage } from '../actions'
import { type Image, imagesList } from '../api'
import { CatalogTabs } from '../components/CatalogTabs'
import { useImageColumns } from '../components/columns'

const NodesDialog = lazy(() => import('../dialogs/NodesDialog'))
const ImageDialog = lazy(() => import('../dialogs/ImageDialog'))

export default function ImagesPage() {
  const { t } = useLingui()
  const list = usePagedQuery(imagesList)
  /** Undefined is closed, null is a new one. */
  const [edited, setEdited] = useState<Image | null | undefined>()
  const [looked, setLooked] = useState<Image | null>(null)
  const columns = useImageColumns(setEdited, setLooked)
  return (
    <ListPage
      title={t`Images`}
      description={t`What customers can install, in the order in which they see it`}
      actions={
        <ActionButton action={openCreateImage} subject={() => setEdited(null)} variant="primary" />
      }
      tabs={<CatalogTabs />}
      list={list}
      columns={columns}
      filters={[{ search: t`Name or short name` }]}
      csv
      empty={{
        icon: IconBox,
        title: t`No images yet`,
        text: <Trans>Without an image nothing can be ordered: add what a node pulls.</Trans>,
      }}
    >
      <Suspense>
        {edited !== undefined && (
          <ImageDialog image={edited} onClose={() => setEdited(undefined)} />
        )}
        {looked && <NodesDialog image={looked} onClose={() => setLooked(null)} />}
      </Suspense>
    </ListPage>
  )
}

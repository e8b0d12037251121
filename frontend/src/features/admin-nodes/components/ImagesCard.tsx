import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense, useState } from 'react'
import { ActionButton } from '~/actions/ActionButton'
import { ActionMenu } from '~/actions/ActionMenu'
import { useCan } from '~/auth/me'
import { CopyButton } from '~/design/patterns/CopyButton'
import { EmptyState } from '~/design/patterns/EmptyState'
import { Loaded } from '~/design/patterns/Loaded'
import { CardSkeleton } from '~/design/patterns/Skeleton'
import { Card } from '~/design/primitives/Card'
import { NodeImageLine } from '~/design/staff/NodeImageLine'
import { imageActions, openPull } from '../actions'
import { imagesQuery, type Node } from '../api'

const PullDialog = lazy(() => import('../dialogs/PullDialog'))

/** What is on the node, and on its way there. */
export function ImagesCard({ node }: { node: Node }) {
  const { t } = useLingui()
  const can = useCan()
  const query = useQuery(imagesQuery(node.id))
  const [asking, setAsking] = useState(false)
  const pulls = node.state !== 'retired' && can('catalog:read')
  return (
    <Card
      flush
      title={t`Images`}
      aside={pulls && <ActionButton action={openPull} subject={() => setAsking(true)} size="sm" />}
    >
      <Loaded query={query} skeleton={<CardSkeleton lines={4} />}>
        {({ items }) =>
          items.length === 0 ? (
            <EmptyState title={t`No images here yet`}>
              <Trans>The first service that needs one waits until it is pulled.</Trans>
            </EmptyState>
          ) : (
            <ul className="history history--wide">
              {items.map((image) => (
                <NodeImageLine
                  key={image.id}
                  image={image}
                  name={
                    <>
                      <span className="medium">{image.image_name}</span>{' '}
                      <span className="muted mono tiny">{image.reference || image.image}</span>
                    </>
                  }
                  digest={image.digest && <CopyButton value={image.digest} />}
                  act={
                    <ActionMenu
                      actions={imageActions}
                      subject={image}
                      label={t`Actions: ${image.image_name}`}
                    />
                  }
                />
              ))}
            </ul>
          )
        }
      </Loaded>
      <Suspense>{asking && <PullDialog node={node} onClose={() => setAsking(false)} />}</Suspense>
    </Card>
  )
}

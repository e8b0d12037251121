import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import { ActionButton } from '~/actions/ActionButton'
import { CopyButton } from '~/design/patterns/CopyButton'
import { Loaded } from '~/design/patterns/Loaded'
import { CardSkeleton } from '~/design/patterns/Skeleton'
import { Badge } from '~/design/primitives/Badge'
import Dialog from '~/design/primitives/Dialog'
import { NodeImageLine } from '~/design/staff/NodeImageLine'
import { pull } from '../actions'
import { type Image, nodesOfQuery, nodesQuery } from '../api'

interface Props {
  image: Image
  onClose: () => void
}

/** On which nodes an image is, live; where it is not, it can be pulled to. */
export default function NodesDialog({ image, onClose }: Props) {
  const { t } = useLingui()
  const there = useQuery(nodesOfQuery(image.id))
  const nodes = useQuery(nodesQuery).data ?? []
  return (
    <Dialog title={t`${image.name} on nodes`} onClose={onClose}>
      <Loaded query={there} skeleton={<CardSkeleton lines={4} />}>
        {({ items }) => (
          <ul className="history history--wide">
            {items.map((line) => (
              <NodeImageLine
                key={line.id}
                image={line}
                name={<Link to={`/admin/nodes/${line.node_id}`}>{line.node_name}</Link>}
                digest={line.digest && <CopyButton value={line.digest} />}
                act={null}
              />
            ))}
            {nodes
              .filter(({ id }) => items.every((line) => line.node_id !== id))
              .map((node) => (
                <li key={node.id}>
                  <Badge>
                    <Trans>Not on the node</Trans>
                  </Badge>
                  <Link to={`/admin/nodes/${node.id}`}>{node.name}</Link>
                  <ActionButton action={pull} subject={{ image, node }} size="sm" />
                </li>
              ))}
          </ul>
        )}
      </Loaded>
    </Dialog>
  )
}

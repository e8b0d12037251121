import { Trans, useLingui } from '@lingui/react/macro'
import { Link } from 'react-router'
import { useCan } from '~/auth/me'
import { EmptyState } from '~/design/patterns/EmptyState'
import { Meter } from '~/design/patterns/Meter'
import { StatusBadge } from '~/design/patterns/StatusBadge'
import { Card } from '~/design/primitives/Card'
import { nodeStatusStyles } from '~/design/staff/node'
import type { Overview } from '../api'

type Load = NonNullable<Overview['nodes']>[number]

/** How full each node is; the first place where a shortage shows. */
export function NodesCard({ nodes }: { nodes: Load[] }) {
  const { t } = useLingui()
  const open = useCan()('nodes:read')
  return (
    <Card
      flush
      title={t`Node capacity`}
      aside={
        open && (
          <Link to="/admin/nodes">
            <Trans>All nodes</Trans>
          </Link>
        )
      }
    >
      {nodes.length === 0 ? (
        <EmptyState title={t`No nodes yet`}>
          <Trans>Without a node nothing can be deployed.</Trans>
        </EmptyState>
      ) : (
        <table className="table table--compact table--cards">
          <caption className="sr-only">{t`Node capacity`}</caption>
          <thead>
            <tr>
              <th scope="col">{t`Node`}</th>
              <th scope="col">{t`Status`}</th>
              <th scope="col">{t`CPU`}</th>
              <th scope="col">{t`Memory`}</th>
              <th scope="col">{t`Disk`}</th>
            </tr>
          </thead>
          <tbody>
            {nodes.map((node) => (
              <NodeRow key={node.id} node={node} open={open} />
            ))}
          </tbody>
        </table>
      )}
    </Card>
  )
}

function NodeRow({ node, open }: { node: Load; open: boolean }) {
  const { t } = useLingui()
  return (
    <tr>
      <td className="head">
        {open ? (
          <Link className="mono medium" to={`/admin/nodes/${node.id}`}>
            {node.name}
          </Link>
        ) : (
          <span className="mono medium">{node.name}</span>
        )}
      </td>
      <td className="wide">
        <StatusBadge status={nodeStatusStyles[node.state]} />
      </td>
      <td data-label={t`CPU`}>
        <Meter value={node.cpu_used_percent} label={t`CPU`} />
      </td>
      <td data-label={t`Memory`}>
        <Meter value={node.memory_used_percent} label={t`Memory`} />
      </td>
      <td data-label={t`Disk`}>
        <Meter value={node.disk_used_percent} label={t`Disk`} />
      </td>
    </tr>
  )
}

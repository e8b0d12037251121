import { useLingui } from '@lingui/react/macro'
import { useMemo } from 'react'
import { Link } from 'react-router'
import { ActionMenu } from '~/actions/ActionMenu'
import type { Column } from '~/design/patterns/DataTable'
import { Meter } from '~/design/patterns/Meter'
import { RelativeTime } from '~/design/patterns/RelativeTime'
import { StatusBadge } from '~/design/patterns/StatusBadge'
import { nodeStatusStyles } from '~/design/staff/node'
import { nodeActions } from '../actions'
import { fullness, type Node } from '../api'

export function useNodeColumns(): Column<Node>[] {
  const { t } = useLingui()
  return useMemo(() => {
    const meter = (resource: 'cpu_millis' | 'memory_mb' | 'disk_gb', header: string) => ({
      id: resource,
      header,
      cell: (node: Node) => <Meter value={fullness(node, resource)} label={header} />,
    })
    return [
      {
        id: 'name',
        header: t`Node`,
        sort: 'name',
        card: 'head',
        cell: (node) => (
          <>
            <Link className="cell__title mono clip" to={`/admin/nodes/${node.id}`}>
              {node.name}
            </Link>
            <span className="cell__sub clip">
              {node.region} · {node.driver}
            </span>
          </>
        ),
      },
      {
        id: 'state',
        header: t`Status`,
        card: 'wide',
        cell: (node) => <StatusBadge status={nodeStatusStyles[node.state]} />,
      },
      meter('cpu_millis', t`CPU`),
      meter('memory_mb', t`Memory`),
      meter('disk_gb', t`Disk`),
      {
        id: 'services',
        header: t`Services`,
        align: 'right',
        priority: 4,
        cell: (node) => <span className="num">{node.services}</span>,
      },
      {
        id: 'seen',
        header: t`Last answer`,
        priority: 2,
        cell: (node) =>
          node.last_seen_at ? (
            <RelativeTime at={node.last_seen_at} />
          ) : (
            <span className="muted">—</span>
          ),
      },
      {
        id: 'actions',
        header: t`Actions`,
        srOnly: true,
        align: 'right',
        card: 'menu',
        cell: (node) => (
          <ActionMenu actions={nodeActions} subject={node} label={t`Actions: ${node.name}`} />
        ),
      },
    ]
  }, [t])
}

import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import { EmptyState } from '~/design/patterns/EmptyState'
import { ErrorState } from '~/design/patterns/ErrorState'
import { RelativeTime } from '~/design/patterns/RelativeTime'
import { CardSkeleton } from '~/design/patterns/Skeleton'
import { StatusBadge } from '~/design/patterns/StatusBadge'
import { Card } from '~/design/primitives/Card'
import { serviceStatusStyle } from '~/design/status/service'
import { type Node, servicesQuery } from '../api'

/** What has a place on the node. */
export function ServicesCard({ node }: { node: Node }) {
  const { t } = useLingui()
  const query = useQuery(servicesQuery(node.id))
  if (query.isPending) return <CardSkeleton lines={6} />
  return (
    <Card
      flush
      title={t`Services on this node`}
      aside={
        <Link to={`/admin/services?node_id=${node.id}`}>
          <Trans>As a list</Trans>
        </Link>
      }
    >
      {query.isError && !query.data && <ErrorState query={query} />}
      {query.data?.items.length === 0 && (
        <EmptyState title={t`Nothing is placed here`}>
          <Trans>The next order may land on this node if it is ready and has room.</Trans>
        </EmptyState>
      )}
      <ul className="history history--wide">
        {query.data?.items.map((service) => (
          <li key={service.id}>
            <StatusBadge status={serviceStatusStyle(service)} />
            <span className="clip">
              <Link className="medium" to={`/admin/services/${service.id}`}>
                {service.hostname}
              </Link>{' '}
              <span className="muted">
                {service.account_name} · {service.plan_name}
              </span>
            </span>
            <span className="muted tiny">
              <RelativeTime at={service.created_at} />
            </span>
          </li>
        ))}
      </ul>
    </Card>
  )
}

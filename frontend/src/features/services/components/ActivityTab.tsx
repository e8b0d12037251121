import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { ActionButton } from '~/actions/ActionButton'
import { operationLabel, operationLooks } from '~/design/looks/operation'
import { EmptyState } from '~/design/patterns/EmptyState'
import { ErrorState } from '~/design/patterns/ErrorState'
import { RelativeTime } from '~/design/patterns/RelativeTime'
import { CardSkeleton } from '~/design/patterns/Skeleton'
import { StatusBadge } from '~/design/patterns/StatusBadge'
import { Card } from '~/design/primitives/Card'
import { retry } from '../actions'
import { operationsQuery, type Service } from '../api'
import { reasonLabel } from '../labels'

/** Everything that was done to the service, newest first. */
export function ActivityTab({ service }: { service: Service }) {
  const { t, i18n } = useLingui()
  const query = useQuery(operationsQuery(service.id))
  if (query.isError && !query.data) {
    return (
      <div className="card">
        <ErrorState query={query} />
      </div>
    )
  }
  if (!query.data) return <CardSkeleton lines={6} />
  return (
    <Card flush title={t`Activity`}>
      {query.data.items.length === 0 && (
        <EmptyState title={t`No activity yet`}>
          <Trans>Starts, stops and other changes will show up here.</Trans>
        </EmptyState>
      )}
      <ul className="history">
        {query.data.items.map((operation) => (
          <li key={operation.id}>
            <StatusBadge look={operationLooks[operation.state]} />
            <span>
              <span className="medium">{i18n._(operationLabel(operation.kind))}</span>
              {operation.error && (
                <span className="cell__sub">{i18n._(reasonLabel(operation.error.code))}</span>
              )}
            </span>
            <span className="row">
              <span className="muted tiny">
                <RelativeTime at={operation.created_at} />
              </span>
              <ActionButton action={retry} subject={operation} size="sm" />
            </span>
          </li>
        ))}
      </ul>
    </Card>
  )
}

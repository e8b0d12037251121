import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { ActionButton } from '~/actions/ActionButton'
import { operationLabel, operationLooks } from '~/design/looks/operation'
import { EmptyState } from '~/design/patterns/EmptyState'
import { Loaded } from '~/design/patterns/Loaded'
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
  return (
    <Loaded query={query} skeleton={<CardSkeleton lines={6} />}>
      {({ items }) => (
        <Card flush title={t`Activity`}>
          {items.length === 0 && (
            <EmptyState title={t`No activity yet`}>
              <Trans>Starts, stops and other changes will show up here.</Trans>
            </EmptyState>
          )}
          <ul className="history">
            {items.map((operation) => (
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
      )}
    </Loaded>
  )
}

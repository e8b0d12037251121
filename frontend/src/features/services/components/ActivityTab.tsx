import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { ActionButton } from '~/actions/ActionButton'
import { EmptyState } from '~/design/patterns/EmptyState'
import { Loaded } from '~/design/patterns/Loaded'
import { OperationRow } from '~/design/patterns/OperationRow'
import { CardSkeleton } from '~/design/patterns/Skeleton'
import { Card } from '~/design/primitives/Card'
import { retry } from '../actions'
import { operationsQuery, type Service } from '../api'
import { reasonLabel } from '../labels'

/** Everything that was done to the service, newest first. */
export function ActivityTab({ service }: { service: Service }) {
  const { t } = useLingui()
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
              <OperationRow
                key={operation.id}
                operation={operation}
                reason={reasonLabel}
                act={<ActionButton action={retry} subject={operation} size="sm" />}
              />
            ))}
          </ul>
        </Card>
      )}
    </Loaded>
  )
}

import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import { ActionButton } from '~/actions/ActionButton'
import { EmptyState } from '~/design/patterns/EmptyState'
import { ErrorState } from '~/design/patterns/ErrorState'
import { OperationRow } from '~/design/patterns/OperationRow'
import { CardSkeleton } from '~/design/patterns/Skeleton'
import { Card } from '~/design/primitives/Card'
import { reasonForStaff } from '~/design/staff/reason'
import { retry } from '../actions'
import { historyQuery, type Service } from '../api'

/** What was done to the service lately, newest first. */
export function HistoryCard({ service }: { service: Service }) {
  const { t } = useLingui()
  const query = useQuery(historyQuery(service.id))
  if (query.isPending) return <CardSkeleton lines={6} />
  return (
    <Card
      flush
      title={t`Operations`}
      aside={
        <Link to={`/admin/operations?service_id=${service.id}`}>
          <Trans>All operations</Trans>
        </Link>
      }
    >
      {query.isError && !query.data && <ErrorState query={query} />}
      {query.data?.items.length === 0 && (
        <EmptyState title={t`No operations yet`}>
          <Trans>The deployment begins once the order is paid.</Trans>
        </EmptyState>
      )}
      <ul className="history">
        {query.data?.items.map((operation) => (
          <OperationRow
            key={operation.id}
            operation={operation}
            to={`/admin/operations/${operation.id}`}
            reason={reasonForStaff}
            act={<ActionButton action={retry} subject={operation} size="sm" />}
          />
        ))}
      </ul>
    </Card>
  )
}

import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import { ErrorState } from '~/design/patterns/ErrorState'
import { KeyValues } from '~/design/patterns/KeyValues'
import { CardSkeleton } from '~/design/patterns/Skeleton'
import { Card } from '~/design/primitives/Card'
import { useLocale } from '~/i18n/useLocale'
import { countUpTo, elapsed } from '~/lib/format'
import { jobsQuery } from '../api'

/** Whether background work gets done, or piles up. */
export function QueueCard() {
  const { t } = useLingui()
  const locale = useLocale()
  const query = useQuery(jobsQuery)
  if (query.isPending) return <CardSkeleton lines={4} />
  const count = (value: number, state: string) => (
    <Link className="num" to={`/admin/jobs?state=${state}`}>
      {countUpTo(value, locale)}
    </Link>
  )
  return (
    <Card
      title={t`Background work`}
      aside={
        <Link to="/admin/jobs">
          <Trans>All jobs</Trans>
        </Link>
      }
    >
      {query.data ? (
        <KeyValues
          facts={[
            { label: t`Waiting`, value: count(query.data.pending, 'pending') },
            { label: t`In progress`, value: count(query.data.leased, 'leased') },
            { label: t`Gave up`, value: count(query.data.dead, 'dead') },
            {
              label: t`Oldest overdue`,
              value:
                query.data.oldest_pending_seconds > 0
                  ? elapsed(query.data.oldest_pending_seconds)
                  : t`none`,
            },
          ]}
        />
      ) : (
        <ErrorState query={query} />
      )}
    </Card>
  )
}

import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { DeviceList } from '~/auth/history'
import { ErrorState } from '~/design/patterns/ErrorState'
import { CardSkeleton } from '~/design/patterns/Skeleton'
import { Card } from '~/design/primitives/Card'
import { sessionsQuery, type User } from '../api'

/** Where the person is signed in now. */
export function SessionsTab({ user }: { user: User }) {
  const { t } = useLingui()
  const query = useQuery(sessionsQuery(user.id))
  if (!query.data) {
    if (!query.isError) return <CardSkeleton lines={4} />
    return <ErrorState query={query} />
  }
  const { items } = query.data
  return (
    <Card flush={items.length > 0} title={t`Where the person is signed in`}>
      {items.length > 0 ? (
        <DeviceList items={items} />
      ) : (
        <p className="small second">
          <Trans>Nowhere at the moment.</Trans>
        </p>
      )}
    </Card>
  )
}

import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { DeviceList } from '~/auth/history'
import { Loaded } from '~/design/patterns/Loaded'
import { CardSkeleton } from '~/design/patterns/Skeleton'
import { Card } from '~/design/primitives/Card'
import { sessionsQuery, type User } from '../api'

/** Where the person is signed in now. */
export function SessionsTab({ user }: { user: User }) {
  const { t } = useLingui()
  const query = useQuery(sessionsQuery(user.id))
  return (
    <Loaded query={query} skeleton={<CardSkeleton lines={4} />}>
      {({ items }) => (
        <Card flush={items.length > 0} title={t`Where the person is signed in`}>
          {items.length > 0 ? (
            <DeviceList items={items} />
          ) : (
            <p className="small second">
              <Trans>Nowhere at the moment.</Trans>
            </p>
          )}
        </Card>
      )}
    </Loaded>
  )
}

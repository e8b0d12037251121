import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import { SignInList } from '~/auth/history'
import { useTree } from '~/auth/me'
import { Loaded } from '~/design/patterns/Loaded'
import { CardSkeleton } from '~/design/patterns/Skeleton'
import { Card } from '~/design/primitives/Card'
import { profilePath } from '~/lib/paths'
import { latestSignInsQuery } from '../api'

/** The latest attempts; the lists of all of them are a click away. */
export function SignInsCard() {
  const { t } = useLingui()
  const query = useQuery(latestSignInsQuery)
  const profile = profilePath(useTree())
  return (
    <Loaded query={query} skeleton={<CardSkeleton lines={5} />}>
      {({ items }) => (
        <Card
          title={t`Latest sign-ins`}
          foot={
            <span className="row row--wrap">
              <Link to={`${profile}/security/sign-ins`}>
                <Trans>All sign-ins</Trans>
              </Link>
              <Link to={`${profile}/security/addresses`}>
                <Trans>All addresses</Trans>
              </Link>
            </span>
          }
        >
          {items.length === 0 ? (
            <p className="small second">
              <Trans>Nothing yet. The next sign-in will show up here.</Trans>
            </p>
          ) : (
            <SignInList items={items} />
          )}
        </Card>
      )}
    </Loaded>
  )
}

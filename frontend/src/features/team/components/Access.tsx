import { Trans } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { RelativeTime } from '~/design/patterns/RelativeTime'
import { serviceNamesQuery } from '../api'

/** All services, or the names of the chosen ones; those that are gone are only counted. */
export function ScopeText({ services }: { services: string[] | null }) {
  const { data } = useQuery({ ...serviceNamesQuery, enabled: services !== null })
  if (services === null) return <Trans>All services</Trans>
  const names = data?.items.filter(({ id }) => services.includes(id)).map((one) => one.hostname)
  if (!names?.length) return <Trans>Services: {services.length}</Trans>
  const shown = names.slice(0, 2).join(', ')
  const rest = services.length - Math.min(2, names.length)
  return rest > 0 ? (
    <Trans>
      {shown} and {rest} more
    </Trans>
  ) : (
    shown
  )
}

/** When access ends by itself. */
export function ExpiryDate({ at }: { at: string | null }) {
  return at ? (
    <RelativeTime at={at} />
  ) : (
    <span className="muted">
      <Trans>No end date</Trans>
    </span>
  )
}

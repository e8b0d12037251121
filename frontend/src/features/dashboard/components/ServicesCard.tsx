import { Trans, useLingui } from '@lingui/react/macro'
import { IconBox, IconServer2 } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import { EmptyState } from '~/design/patterns/EmptyState'
import { ErrorState } from '~/design/patterns/ErrorState'
import { StatusBadge } from '~/design/patterns/StatusBadge'
import { Card } from '~/design/primitives/Card'
import { LinkButton } from '~/design/primitives/LinkButton'
import { Progress } from '~/design/primitives/Progress'
import { useLocale } from '~/i18n/useLocale'
import { percent } from '~/lib/format'
import { latestServicesQuery, type Service } from '../api'
import { statusStyleOf } from '../labels'
import { ListSkeleton } from './ListSkeleton'

/** The latest services with their state; all of them are one click away. */
export function ServicesCard() {
  const { t } = useLingui()
  const query = useQuery(latestServicesQuery)
  const { data } = query
  return (
    <Card
      flush
      title={t`Services`}
      aside={
        <Link to="/panel/services">
          {data && data.total > data.items.length ? (
            <Trans>All {data.total}</Trans>
          ) : (
            <Trans>Go to the list</Trans>
          )}
        </Link>
      }
    >
      {query.isError && !data && <ErrorState query={query} />}
      {query.isPending && <ListSkeleton rows={4} />}
      {data?.items.length === 0 && (
        <EmptyState
          icon={IconServer2}
          title={t`No services yet`}
          actions={
            <LinkButton to="/panel/order">
              <Trans>Order a service</Trans>
            </LinkButton>
          }
        />
      )}
      {data && data.items.length > 0 && (
        <ul className="rows">
          {data.items.map((service) => (
            <Row key={service.id} service={service} />
          ))}
        </ul>
      )}
    </Card>
  )
}

function Row({ service }: { service: Service }) {
  const { i18n } = useLingui()
  const locale = useLocale()
  const look = statusStyleOf(service)
  const Icon = service.kind === 'vps' ? IconServer2 : IconBox
  const progress = look.working && service.operation ? service.operation.progress : null
  return (
    <li>
      <Link className="rows__link" to={`/panel/services/${service.id}`}>
        <span className="cell__icon">
          <Icon className="i" aria-hidden />
        </span>
        <span className="grow">
          <span className="cell__title clip">{service.hostname}</span>
          <span className="cell__sub clip">
            {service.plan_name} · {service.image_name}
          </span>
        </span>
        <span className="rows__end">
          <StatusBadge status={look} />
          {progress !== null && (
            <span className="rows__bar">
              <Progress live value={progress} label={i18n._(look.label)} />
              <span className="tiny num muted">{percent(progress, locale)}</span>
            </span>
          )}
        </span>
      </Link>
    </li>
  )
}

import { useLingui } from '@lingui/react'
import { Link } from 'react-router'
import { StatusBadge } from '~/design/patterns/StatusBadge'
import { Progress } from '~/design/primitives/Progress'
import { stepLabel } from '~/design/status/operation'
import { serviceStatusStyle } from '~/design/status/service'
import { useLocale } from '~/i18n/useLocale'
import { percent } from '~/lib/format'
import type { Service } from '../api'
import { reasonLabel } from '../labels'

/** The state; for a service that is being changed, how far it is; for a failed one, why. */
export function ServiceState({ service }: { service: Service }) {
  const { i18n } = useLingui()
  const locale = useLocale()
  const status = serviceStatusStyle(service)
  const operation = service.operation
  if (!status.working || !operation) {
    return (
      <>
        <StatusBadge status={status} />
        {service.hold && <span className="cell__sub clip state-reason">{service.hold.reason}</span>}
        {service.failure && service.status === 'failed' && (
          <span className="cell__sub clip state-reason">
            {i18n._(reasonLabel(service.failure.code))}
          </span>
        )}
      </>
    )
  }
  const step = operation.step ? i18n._(stepLabel(operation.step)) : ''
  return (
    <Link className="progress-link" to={`/panel/services/${service.id}`}>
      <span className="row row--between">
        <StatusBadge status={status} />
        <span className="num tiny medium">{percent(operation.progress, locale)}</span>
      </span>
      <Progress live value={operation.progress} label={step || i18n._(status.label)} />
      <span className="cell__sub clip">{step}</span>
    </Link>
  )
}

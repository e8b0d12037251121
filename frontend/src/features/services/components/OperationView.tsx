import { Trans, useLingui } from '@lingui/react/macro'
import { IconAlertTriangle, IconRefresh } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import { ActionButton } from '~/actions/ActionButton'
import { useCan } from '~/auth/me'
import { LogView } from '~/design/patterns/LogView'
import { OperationCard } from '~/design/patterns/OperationCard'
import { CardSkeleton } from '~/design/patterns/Skeleton'
import { Card } from '~/design/primitives/Card'
import { LinkButton } from '~/design/primitives/LinkButton'
import { Progress } from '~/design/primitives/Progress'
import { isOver, operationLabel } from '~/design/status/operation'
import { useLocale } from '~/i18n/useLocale'
import { dateTime, percent } from '~/lib/format'
import { retry } from '../actions'
import {
  type Operation,
  type OperationDetail,
  operationQuery,
  operationsQuery,
  type Service,
} from '../api'
import { reasonLabel } from '../labels'

/** The operation under way, or the last one when the service says nothing about it any more. */
function useOperation(service: Service): OperationDetail | undefined {
  const latest = useQuery({ ...operationsQuery(service.id), enabled: service.operation === null })
  const id = service.operation?.id ?? latest.data?.items[0]?.id
  return useQuery({ ...operationQuery(id ?? ''), enabled: id !== undefined }).data
}

/** Setting up, live: percent, time, steps, log; and what happens if it does not work out. */
export function OperationView({ service }: { service: Service }) {
  const { t } = useLingui()
  const locale = useLocale()
  const operation = useOperation(service)
  if (!operation) return <CardSkeleton lines={8} />
  return (
    <div className="cols">
      <div className="stack">
        <OperationCard
          operation={operation}
          reason={reasonLabel}
          notice={
            operation.state === 'failed' && <Failure operation={operation} service={service} />
          }
        />
        <LogView
          title={t`Operation log`}
          fileName={`${service.hostname}-${operation.id}.log`}
          lines={operation.log.map((line) => ({
            time: dateTime(line.at, locale, 'clock'),
            level: line.level,
            text: line.message,
          }))}
        />
      </div>
      <div className="stack">
        {!isOver(operation) && (
          <Card title={t`You can close this page`}>
            <div className="stack">
              <p className="small second">
                <Trans>Work continues on our side. We will notify you here when it is ready.</Trans>
              </p>
              <LinkButton block to="/panel/services">
                <Trans>Back to services</Trans>
              </LinkButton>
            </div>
          </Card>
        )}
        <Card title={t`If something goes wrong`}>
          <ul className="feed">
            <li>
              <IconRefresh className="i ok" aria-hidden />
              <span>
                <Trans>We retry automatically, several times</Trans>
              </span>
            </li>
            <li>
              <IconAlertTriangle className="i" aria-hidden />
              <span>
                <Trans>If that fails, you will see why, and can retry or get your money back</Trans>
              </span>
            </li>
          </ul>
        </Card>
      </div>
    </div>
  )
}

/** A second try; for what was never deployed the money back too, which waits on the order's page. */
function Failure({ operation, service }: { operation: Operation; service: Service }) {
  const { i18n } = useLingui()
  const can = useCan()
  return (
    <div className="notice notice--critical" role="alert">
      <IconAlertTriangle className="i" aria-hidden />
      <span className="grow">
        <b>
          <Trans>That did not work.</Trans>
        </b>{' '}
        {i18n._(reasonLabel(operation.error?.code ?? ''))}{' '}
        {service.status === 'failed' && can('orders:read') && (
          <Link to={`/panel/order/${service.order_id}`}>
            <Trans>Get a refund</Trans>
          </Link>
        )}
      </span>
      <ActionButton action={retry} subject={operation} size="sm" />
    </div>
  )
}

/** Above the overview, while something is being done to a service that already runs. */
export function RunningOperation({ service }: { service: Service }) {
  const { i18n } = useLingui()
  const locale = useLocale()
  const running = service.operation
  const finished = useQuery({
    ...operationQuery(running?.id ?? ''),
    enabled: running !== null,
  }).data
  if (!running || isOver(running)) return null
  if (finished && isOver(finished) && finished.state !== 'failed') return null
  const started = finished?.started_at
  return (
    <div className="notice notice--info" role="status">
      <span className="grow stack stack--sm">
        <span className="row row--between">
          <b>{i18n._(operationLabel(running.kind))}</b>
          <span className="num">
            {percent(running.progress, locale)}
            {started && <span className="muted"> · {dateTime(started, locale, 'clock')}</span>}
          </span>
        </span>
        <Progress live value={running.progress} label={i18n._(operationLabel(running.kind))} />
      </span>
    </div>
  )
}

import { Plural, useLingui } from '@lingui/react/macro'
import { useMemo } from 'react'
import { Link } from 'react-router'
import { ActionButton } from '~/actions/ActionButton'
import type { Column } from '~/design/patterns/DataTable'
import { PeriodPrice } from '~/design/patterns/PeriodPrice'
import { RelativeTime } from '~/design/patterns/RelativeTime'
import { StatusBadge } from '~/design/patterns/StatusBadge'
import { reasonForStaff } from '~/design/staff/reason'
import { operationLabel, operationStatusStyles, stepLabel } from '~/design/status/operation'
import { serviceStatusStyle } from '~/design/status/service'
import { useLocale } from '~/i18n/useLocale'
import { cpu, memory, percent } from '~/lib/format'
import { retry } from '../actions'
import type { Operation, Service } from '../api'

export function useServiceColumns(): Column<Service>[] {
  const { t } = useLingui()
  const locale = useLocale()
  return useMemo(
    () => [
      {
        id: 'hostname',
        header: t`Service`,
        sort: 'hostname',
        card: 'head',
        cell: (service) => (
          <>
            <Link className="cell__title clip" to={`/admin/services/${service.id}`}>
              {service.hostname}
            </Link>
            <span className="cell__sub clip">
              {service.plan_name} · {service.image_name}
            </span>
          </>
        ),
      },
      {
        id: 'status',
        header: t`Status`,
        card: 'wide',
        cell: (service) => <ServiceState service={service} />,
      },
      {
        id: 'account',
        header: t`Customer`,
        cell: (service) => (
          <Link className="second" to={`/admin/customers/${service.account_id}`}>
            {service.account_name}
          </Link>
        ),
      },
      {
        id: 'node',
        header: t`Node`,
        priority: 3,
        cell: (service) =>
          service.node_name ? (
            <span className="mono nowrap">{service.node_name}</span>
          ) : (
            <span className="muted">—</span>
          ),
      },
      {
        id: 'size',
        header: t`Size`,
        priority: 4,
        cell: (service) => (
          <>
            <span className="nowrap">{memory(service.memory_mb, locale)}</span>
            <span className="cell__sub">{cpu(service.cpu_millis, locale)}</span>
          </>
        ),
      },
      {
        id: 'created',
        header: t`Created`,
        sort: 'created_at',
        priority: 2,
        cell: (service) => <RelativeTime at={service.created_at} />,
      },
      {
        id: 'price',
        header: t`Price`,
        align: 'right',
        cell: (service) => <PeriodPrice price={service.price} period={service.period} />,
      },
    ],
    [t, locale],
  )
}

/** The state, and for what changes or has failed also how far and why. */
export function ServiceState({ service }: { service: Service }) {
  const { i18n } = useLingui()
  const locale = useLocale()
  const status = serviceStatusStyle(service)
  const { operation, failure, hold } = service
  return (
    <>
      <StatusBadge status={status} />
      {status.working && operation && (
        <span className="cell__sub clip state-reason">
          {percent(operation.progress, locale)} · {i18n._(stepLabel(operation.step))}
        </span>
      )}
      {hold && <span className="cell__sub clip state-reason">{hold.reason}</span>}
      {!status.working && failure && (
        <span className="cell__sub clip state-reason">{i18n._(reasonForStaff(failure.code))}</span>
      )}
    </>
  )
}

export function useOperationColumns(): Column<Operation>[] {
  const { t, i18n } = useLingui()
  const locale = useLocale()
  return useMemo(
    () => [
      {
        id: 'operation',
        header: t`Operation`,
        card: 'head',
        cell: (operation) => (
          <>
            <Link className="cell__title clip" to={`/admin/operations/${operation.id}`}>
              {operation.hostname}
            </Link>
            <span className="cell__sub">{i18n._(operationLabel(operation.kind))}</span>
          </>
        ),
      },
      {
        id: 'state',
        header: t`Status`,
        card: 'wide',
        cell: (operation) => <OperationState operation={operation} />,
      },
      {
        id: 'account',
        header: t`Customer`,
        cell: (operation) => (
          <Link className="second" to={`/admin/customers/${operation.account_id}`}>
            {operation.account_name ?? '—'}
          </Link>
        ),
      },
      {
        id: 'node',
        header: t`Node`,
        priority: 3,
        cell: (operation) =>
          operation.node_name ? (
            <span className="mono nowrap">{operation.node_name}</span>
          ) : (
            <span className="muted">—</span>
          ),
      },
      {
        id: 'progress',
        header: t`Progress`,
        priority: 4,
        align: 'right',
        cell: (operation) => (
          <>
            <span className="num">{percent(operation.progress, locale)}</span>
            {operation.attempts > 1 && (
              <span className="cell__sub nowrap">
                <Plural value={operation.attempts} one="# attempt" other="# attempts" />
              </span>
            )}
          </>
        ),
      },
      {
        id: 'created',
        header: t`Started`,
        sort: 'created_at',
        priority: 2,
        cell: (operation) => <RelativeTime at={operation.created_at} />,
      },
      {
        id: 'actions',
        header: t`Actions`,
        srOnly: true,
        align: 'right',
        card: 'wide',
        cell: (operation) => <ActionButton action={retry} subject={operation} size="sm" />,
      },
    ],
    [t, i18n, locale],
  )
}

/** The state, and why it failed or which step it is at. */
export function OperationState({ operation }: { operation: Operation }) {
  const { i18n } = useLingui()
  const waits = operation.steps.find((step) => step.state === 'running')
  const detail = operation.error
    ? reasonForStaff(operation.error.code)
    : waits && (waits.detail ? reasonForStaff(waits.detail.code) : stepLabel(waits.name))
  return (
    <>
      <StatusBadge status={operationStatusStyles[operation.state]} />
      {detail && <span className="cell__sub clip state-reason">{i18n._(detail)}</span>}
    </>
  )
}

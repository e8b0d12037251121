import { Trans, useLingui } from '@lingui/react/macro'
import { IconAlertTriangle } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from 'react-router'
import { ActionButton } from '~/actions/ActionButton'
import { useSubjectActions } from '~/actions/subject'
import { CopyButton } from '~/design/patterns/CopyButton'
import { useNameCrumb } from '~/design/patterns/crumb'
import { KeyValues } from '~/design/patterns/KeyValues'
import { LogView } from '~/design/patterns/LogView'
import { ModulePage } from '~/design/patterns/ModulePage'
import { OperationCard } from '~/design/patterns/OperationCard'
import { RelativeTime } from '~/design/patterns/RelativeTime'
import { CardSkeleton } from '~/design/patterns/Skeleton'
import { StatusBadge } from '~/design/patterns/StatusBadge'
import { Card } from '~/design/primitives/Card'
import { reasonForStaff } from '~/design/staff/reason'
import { operationLabel, operationStatusStyles } from '~/design/status/operation'
import { useLocale } from '~/i18n/useLocale'
import { dateTime } from '~/lib/format'
import { operationActions, retry } from '../actions'
import { type Operation, operationQuery } from '../api'

export default function OperationPage() {
  const { t, i18n } = useLingui()
  const locale = useLocale()
  const { operationId = '' } = useParams()
  const query = useQuery(operationQuery(operationId))
  const operation = query.data
  const name = operation && `${operation.hostname}: ${i18n._(operationLabel(operation.kind))}`
  useNameCrumb(name)
  useSubjectActions(name ?? '', operationActions, operation)
  return (
    <ModulePage
      title={name ?? t`Operation`}
      badge={operation && <StatusBadge status={operationStatusStyles[operation.state]} />}
      actions={operation && <ActionButton action={retry} subject={operation} variant="primary" />}
      query={query}
      skeleton={
        <div className="cols">
          <CardSkeleton lines={8} />
          <CardSkeleton lines={6} />
        </div>
      }
    >
      {operation && (
        <div className="cols">
          <div className="stack">
            <OperationCard
              operation={operation}
              reason={reasonForStaff}
              notice={operation.error && <Failure error={operation.error} />}
            />
            <LogView
              title={t`Operation log`}
              fileName={`${operation.hostname}-${operation.id}.log`}
              lines={operation.log.map((line) => ({
                time: dateTime(line.at, locale, 'clock'),
                level: line.level,
                text: line.message,
              }))}
            />
          </div>
          <Facts operation={operation} />
        </div>
      )}
    </ModulePage>
  )
}

/** The reason in words, its code as it is searched for, and what came with it. */
function Failure({ error }: { error: NonNullable<Operation['error']> }) {
  const { i18n } = useLingui()
  const params = Object.entries(error.params)
  return (
    <div className="notice notice--critical" role="alert">
      <IconAlertTriangle className="i" aria-hidden />
      <span className="grow">
        <b>{i18n._(reasonForStaff(error.code))}</b>
        <span className="cell__sub mono">
          {[error.code, ...params.map(([key, value]) => `${key}=${String(value)}`)].join(' · ')}
        </span>
      </span>
    </div>
  )
}

function Facts({ operation }: { operation: Operation }) {
  const { t } = useLingui()
  const time = (at: string | null) => (at ? <RelativeTime at={at} /> : null)
  const waiting = operation.state === 'queued' || operation.state === 'running'
  return (
    <Card title={t`Facts`}>
      <KeyValues
        facts={[
          {
            label: t`Service`,
            value: <Link to={`/admin/services/${operation.service_id}`}>{operation.hostname}</Link>,
          },
          {
            label: t`Customer`,
            value: (
              <Link to={`/admin/customers/${operation.account_id}`}>
                {operation.account_name ?? <Trans>Open</Trans>}
              </Link>
            ),
          },
          { label: t`Node`, value: operation.node_name },
          { label: t`Failed attempts in a row`, value: operation.attempts },
          { label: t`Asked for`, value: time(operation.created_at) },
          { label: t`Started`, value: time(operation.started_at) },
          { label: t`Finished`, value: time(operation.finished_at) },
          waiting && { label: t`Next step at`, value: time(operation.run_at) },
          waiting && { label: t`Deadline`, value: time(operation.deadline) },
          {
            label: t`Identifier`,
            value: <CopyButton value={operation.id} short />,
          },
        ]}
      />
    </Card>
  )
}

import { Trans, useLingui } from '@lingui/react/macro'
import {
  IconAlertTriangle,
  IconBox,
  IconCpu,
  IconExternalLink,
  IconUser,
} from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from 'react-router'
import { ActionButton } from '~/actions/ActionButton'
import { ActionMenu } from '~/actions/ActionMenu'
import { useSubjectActions } from '~/actions/subject'
import { useCan } from '~/auth/me'
import { CopyButton } from '~/design/patterns/CopyButton'
import { useNameCrumb } from '~/design/patterns/crumb'
import { KeyValues } from '~/design/patterns/KeyValues'
import { ModulePage } from '~/design/patterns/ModulePage'
import { PeriodPriceLine } from '~/design/patterns/PeriodPrice'
import { RelativeTime } from '~/design/patterns/RelativeTime'
import { ServiceLog } from '~/design/patterns/ServiceLog'
import { CardSkeleton } from '~/design/patterns/Skeleton'
import { StatusBadge } from '~/design/patterns/StatusBadge'
import { buttonClass } from '~/design/primitives/Button'
import { Card } from '~/design/primitives/Card'
import { LinkButton } from '~/design/primitives/LinkButton'
import { reasonForStaff } from '~/design/staff/reason'
import { serviceStatusStyle } from '~/design/status/service'
import { useLocale } from '~/i18n/useLocale'
import { cpu, dateTime, disk, memory } from '~/lib/format'
import {
  cancelLater,
  cancelNow,
  restart,
  resume,
  serviceActions,
  start,
  stop,
  suspend,
} from '../actions'
import { logsQuery, type Service, serviceQuery } from '../api'
import { HistoryCard } from '../components/HistoryCard'
import { HoldNotice } from '../components/HoldNotice'
import { ServiceLoad } from '../components/ServiceLoad'

export default function ServicePage() {
  const { t } = useLingui()
  const { serviceId = '' } = useParams()
  const query = useQuery(serviceQuery(serviceId))
  const can = useCan()
  const service = query.data
  useNameCrumb(service?.hostname)
  useSubjectActions(service?.hostname ?? '', serviceActions, service)
  return (
    <ModulePage
      title={service?.hostname ?? t`Service`}
      badge={service && <StatusBadge status={serviceStatusStyle(service)} />}
      meta={service && <Meta service={service} />}
      actions={
        service && (
          <>
            {service.address && <Visit address={service.address} />}
            <ActionButton action={start} subject={service} variant="primary" />
            <ActionButton action={restart} subject={service} />
            <ActionButton action={resume} subject={service} variant="primary" />
            <ActionMenu
              actions={[stop, suspend, cancelLater, cancelNow]}
              subject={service}
              label={t`More actions`}
              variant="button"
            />
          </>
        )
      }
      notice={service && <Notices service={service} />}
      query={query}
      skeleton={
        <div className="cols">
          <CardSkeleton lines={6} />
          <CardSkeleton lines={7} />
        </div>
      }
    >
      {service && (
        <div className="cols">
          <div className="stack">
            {service.node_id && can('monitoring:read') && <ServiceLoad service={service} />}
            <HistoryCard service={service} />
            {service.node_id && <Log service={service} />}
          </div>
          <div className="stack">
            <SubscriptionCard service={service} />
            <Place service={service} />
          </div>
        </div>
      )}
    </ModulePage>
  )
}

function Log({ service }: { service: Service }) {
  return <ServiceLog hostname={service.hostname} query={useQuery(logsQuery(service.id))} />
}

function Visit({ address }: { address: string }) {
  return (
    <a className={buttonClass()} href={address} target="_blank" rel="noopener noreferrer">
      <IconExternalLink className="i" aria-hidden />
      <Trans>Open the site</Trans>
    </a>
  )
}

function Notices({ service }: { service: Service }) {
  return (
    <>
      <HoldNotice service={service} />
      <Failure service={service} />
    </>
  )
}

function Failure({ service }: { service: Service }) {
  const { i18n } = useLingui()
  if (!service.failure) return null
  return (
    <div className="notice notice--critical" role="alert">
      <IconAlertTriangle className="i" aria-hidden />
      <span className="grow">
        <b>{i18n._(reasonForStaff(service.failure.code))}</b>
        <span className="cell__sub mono">{service.failure.code}</span>
      </span>
      {service.operation && (
        <LinkButton size="sm" to={`/admin/operations/${service.operation.id}`}>
          <Trans>See the operation</Trans>
        </LinkButton>
      )}
    </div>
  )
}

function Meta({ service }: { service: Service }) {
  const locale = useLocale()
  return (
    <>
      <span>
        <IconUser className="i i--sm" aria-hidden />
        <Link to={`/admin/customers/${service.account_id}`}>{service.account_name}</Link>
      </span>
      <span>
        <IconBox className="i i--sm" aria-hidden />
        {service.plan_name} · {service.image_name}
      </span>
      <span>
        <IconCpu className="i i--sm" aria-hidden />
        {cpu(service.cpu_millis, locale)} · {memory(service.memory_mb, locale)} ·{' '}
        {disk(service.disk_gb, locale)}
      </span>
    </>
  )
}

function SubscriptionCard({ service }: { service: Service }) {
  const { t } = useLingui()
  const locale = useLocale()
  return (
    <Card title={t`Agreement`}>
      <KeyValues
        facts={[
          {
            label: t`Price`,
            value: <PeriodPriceLine price={service.price} period={service.period} />,
          },
          {
            label: t`Paid until`,
            value: service.paid_through && dateTime(service.paid_through, locale, 'full'),
          },
          {
            label: t`Order`,
            value: (
              <Link to={`/admin/orders/${service.order_id}`}>
                <Trans>Open the order</Trans>
              </Link>
            ),
          },
          { label: t`Created`, value: <RelativeTime at={service.created_at} /> },
          { label: t`Last change`, value: <RelativeTime at={service.changed_at} /> },
        ]}
      />
    </Card>
  )
}

function Place({ service }: { service: Service }) {
  const { t } = useLingui()
  return (
    <Card title={t`Where it runs`}>
      <KeyValues
        facts={[
          {
            label: t`Node`,
            value: service.node_id && (
              <Link className="mono" to={`/admin/nodes/${service.node_id}`}>
                {service.node_name}
              </Link>
            ),
          },
          {
            label: t`Address`,
            value: service.address && <CopyButton value={service.address} />,
          },
          {
            label: t`Identifier`,
            value: <CopyButton value={service.id} short />,
          },
        ]}
      />
    </Card>
  )
}

import { Trans, useLingui } from '@lingui/react/macro'
import { IconBox, IconCpu, IconMapPin, IconStack2 } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Navigate, Route, Routes, useParams } from 'react-router'
import { ActionButton } from '~/actions/ActionButton'
import { ActionMenu } from '~/actions/ActionMenu'
import { useSubjectActions } from '~/actions/subject'
import { useNameCrumb } from '~/design/patterns/crumb'
import { ModulePage } from '~/design/patterns/ModulePage'
import { CardSkeleton } from '~/design/patterns/Skeleton'
import { StatusBadge } from '~/design/patterns/StatusBadge'
import { Tabs } from '~/design/patterns/Tabs'
import { serviceStatusStyle } from '~/design/status/service'
import { useLocale } from '~/i18n/useLocale'
import { cpu, disk, memory } from '~/lib/format'
import { openAddress, remove, restart, serviceActions, start, stop } from '../actions'
import { type Service, serviceQuery } from '../api'
import { ActivityTab } from '../components/ActivityTab'
import { HoldNotice } from '../components/HoldNotice'
import { LogsTab } from '../components/LogsTab'
import { OperationView } from '../components/OperationView'
import { OverviewTab } from '../components/OverviewTab'
import { SettingsTab } from '../components/SettingsTab'

export default function ServicePage() {
  const { t } = useLingui()
  const { serviceId = '' } = useParams()
  const query = useQuery(serviceQuery(serviceId))
  const service = query.data
  useNameCrumb(service?.hostname)
  useSubjectActions(service?.hostname ?? '', serviceActions, service)
  const base = `/panel/services/${serviceId}`
  const settingUp = service?.status === 'provisioning' || service?.status === 'failed'
  return (
    <ModulePage
      title={service?.hostname ?? t`Service`}
      badge={service && <StatusBadge status={serviceStatusStyle(service)} />}
      meta={service && <Facts service={service} />}
      actions={service && <Buttons service={service} />}
      notice={service && <HoldNotice service={service} />}
      query={query}
      skeleton={<ServiceSkeleton />}
      tabs={
        service &&
        !settingUp && (
          <Tabs
            label={t`Sections of the service`}
            tabs={[
              { to: base, label: t`Overview`, end: true },
              { to: `${base}/logs`, label: t`Logs` },
              { to: `${base}/activity`, label: t`Activity` },
              { to: `${base}/settings`, label: t`Settings` },
            ]}
          />
        )
      }
    >
      {service &&
        (settingUp ? <OperationView service={service} /> : <Sections service={service} />)}
    </ModulePage>
  )
}

function Sections({ service }: { service: Service }) {
  return (
    <Routes>
      <Route index element={<OverviewTab service={service} />} />
      <Route path="logs" element={<LogsTab service={service} />} />
      <Route path="activity" element={<ActivityTab service={service} />} />
      <Route path="settings" element={<SettingsTab key={service.id} service={service} />} />
      <Route path="*" element={<Navigate replace to=".." relative="path" />} />
    </Routes>
  )
}

/** One primary button; what is rare or dangerous waits behind the dots. */
function Buttons({ service }: { service: Service }) {
  const { t } = useLingui()
  return (
    <>
      <ActionButton action={openAddress} subject={service} variant="primary" />
      <ActionButton action={start} subject={service} variant="primary" />
      <ActionButton action={restart} subject={service} />
      <ActionMenu
        actions={[stop, remove]}
        subject={service}
        label={t`More actions`}
        variant="button"
      />
    </>
  )
}

function Facts({ service }: { service: Service }) {
  const locale = useLocale()
  return (
    <>
      <span>
        <IconBox className="i i--sm" aria-hidden />
        <Trans>{service.plan_name} plan</Trans>
      </span>
      <span>
        <IconCpu className="i i--sm" aria-hidden />
        {cpu(service.cpu_millis, locale)} · {memory(service.memory_mb, locale)} ·{' '}
        {disk(service.disk_gb, locale)}
      </span>
      <span>
        <IconStack2 className="i i--sm" aria-hidden />
        {service.image_name}
      </span>
      {service.node_name && (
        <span>
          <IconMapPin className="i i--sm" aria-hidden />
          {service.node_name}
        </span>
      )}
    </>
  )
}

function ServiceSkeleton() {
  return (
    <div className="cols">
      <div className="stack">
        <CardSkeleton lines={6} />
        <CardSkeleton lines={5} />
      </div>
      <CardSkeleton lines={5} />
    </div>
  )
}

import { useLingui } from '@lingui/react/macro'
import { IconBox, IconServer2 } from '@tabler/icons-react'
import { useMemo } from 'react'
import { Link } from 'react-router'
import { ActionMenu } from '~/actions/ActionMenu'
import { CopyButton } from '~/design/patterns/CopyButton'
import type { Column } from '~/design/patterns/DataTable'
import { PeriodPrice } from '~/design/patterns/PeriodPrice'
import { RelativeTime } from '~/design/patterns/RelativeTime'
import { useLocale } from '~/i18n/useLocale'
import { cpu, memory } from '~/lib/format'
import { serviceActions } from '../actions'
import type { Service } from '../api'
import { hostOf } from './address'
import { ServiceState } from './ServiceState'

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
        cell: (service) => <NameCell service={service} />,
      },
      {
        id: 'status',
        header: t`Status`,
        card: 'wide',
        cell: (service) => <ServiceState service={service} />,
      },
      {
        id: 'address',
        header: t`Address`,
        priority: 4,
        cell: (service) =>
          service.address ? (
            <CopyButton value={service.address} shown={hostOf(service.address)} />
          ) : (
            <span className="muted">—</span>
          ),
      },
      {
        id: 'size',
        header: t`Size`,
        priority: 3,
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
      {
        id: 'actions',
        header: t`Actions`,
        srOnly: true,
        align: 'right',
        card: 'menu',
        cell: (service) => (
          <ActionMenu
            actions={serviceActions}
            subject={service}
            label={t`Actions: ${service.hostname}`}
          />
        ),
      },
    ],
    [t, locale],
  )
}

function NameCell({ service }: { service: Service }) {
  const Icon = service.kind === 'vps' ? IconServer2 : IconBox
  return (
    <span className="cell">
      <span className="cell__icon">
        <Icon className="i" aria-hidden />
      </span>
      <span className="grow">
        <Link className="cell__title clip" to={`/panel/services/${service.id}`}>
          {service.hostname}
        </Link>
        <span className="cell__sub clip">
          {service.plan_name} · {service.image_name}
        </span>
      </span>
    </span>
  )
}

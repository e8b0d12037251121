import { Trans, useLingui } from '@lingui/react/macro'
import { IconPlus, IconServer2 } from '@tabler/icons-react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { lazy, Suspense } from 'react'
import { usePagedQuery } from '~/api/query'
import { summaryQuery, useCan } from '~/auth/me'
import { CsvButton, DataTable } from '~/design/patterns/DataTable'
import { EmptyState } from '~/design/patterns/EmptyState'
import { ListSearch, ListSelect } from '~/design/patterns/ListFilters'
import { ModulePage } from '~/design/patterns/ModulePage'
import { TableSkeleton } from '~/design/patterns/Skeleton'
import { LinkButton } from '~/design/primitives/LinkButton'
import { serviceStatusStyles } from '~/design/status/service'
import { serviceQuery, servicesList } from '../api'
import { useServiceColumns } from '../components/columns'

const BulkBar = lazy(() => import('../components/BulkBar'))
const shownStatuses = ['active', 'provisioning', 'stopped', 'suspended', 'failed'] as const

export default function ServicesPage() {
  const { t, i18n } = useLingui()
  const list = usePagedQuery(servicesList)
  const queries = useQueryClient()
  const columns = useServiceColumns()
  const can = useCan()
  const rows = list.query.data?.items ?? []
  const order = (
    <LinkButton to="/panel/order" variant="primary" icon={IconPlus}>
      <Trans>Order a service</Trans>
    </LinkButton>
  )
  return (
    <ModulePage
      title={t`Services`}
      description={<Summary />}
      actions={order}
      query={list.query}
      skeleton={<TableSkeleton />}
      isEmpty={rows.length === 0 && !list.filtered}
      empty={
        <EmptyState icon={IconServer2} title={t`Your services will appear here`} actions={order}>
          <Trans>Order a container: it is ready about a minute after you pay.</Trans>
        </EmptyState>
      }
      filters={
        <>
          <ListSearch list={list} label={t`Name or address`} />
          <ListSelect
            list={list}
            filter="status"
            label={t`Status`}
            empty={t`Any status`}
            options={shownStatuses.map((value) => ({
              value,
              label: i18n._(serviceStatusStyles[value].label),
            }))}
          />
          <CsvButton name="services" columns={columns} rows={rows} />
        </>
      }
    >
      <DataTable
        label={t`Services`}
        list={list}
        columns={columns}
        rowId={(service) => service.id}
        rowTo={(service) => `/panel/services/${service.id}`}
        bulk={
          can('services:manage') && {
            name: (service) => service.hostname,
            bar: (services, clear) => (
              <Suspense>
                <BulkBar services={services} clear={clear} />
              </Suspense>
            ),
          }
        }
        onRowIntent={(service) => void queries.prefetchQuery(serviceQuery(service.id))}
      />
    </ModulePage>
  )
}

/** One line that says how things are; its height is there before the numbers are. */
function Summary() {
  const { t } = useLingui()
  const { data } = useQuery(summaryQuery)
  if (!data) return '\u00A0'
  const { active, attention } = data.services
  if (attention > 0) return t`Running: ${active}, need attention: ${attention}`
  return active > 0 ? t`Running: ${active}, all good` : t`Nothing is running yet`
}

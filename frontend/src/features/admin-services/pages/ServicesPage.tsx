import { Trans, useLingui } from '@lingui/react/macro'
import { IconServer2 } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { usePagedQuery } from '~/api/query'
import { CsvButton, DataTable } from '~/design/patterns/DataTable'
import { EmptyState } from '~/design/patterns/EmptyState'
import { FilterChip } from '~/design/patterns/FilterChip'
import { ListSearch, ListSelect } from '~/design/patterns/ListFilters'
import { ModulePage } from '~/design/patterns/ModulePage'
import { TableSkeleton } from '~/design/patterns/Skeleton'
import { serviceStatusStyles } from '~/design/status/service'
import { serviceQuery, servicesList } from '../api'
import { useServiceColumns } from '../components/columns'

const shownStatuses = [
  'active',
  'provisioning',
  'failed',
  'suspended',
  'stopped',
  'pending',
  'deleted',
] as const

export default function ServicesPage() {
  const { t, i18n } = useLingui()
  const list = usePagedQuery(servicesList)
  const queries = useQueryClient()
  const columns = useServiceColumns()
  const rows = list.query.data?.items ?? []
  const { account_id, node_id } = list.params
  return (
    <ModulePage
      title={t`Services`}
      description={t`Everything that runs, of all customers`}
      query={list.query}
      skeleton={<TableSkeleton />}
      isEmpty={rows.length === 0 && !list.filtered}
      empty={
        <EmptyState icon={IconServer2} title={t`No services yet`}>
          <Trans>A service appears here with the first order.</Trans>
        </EmptyState>
      }
      filters={
        <>
          <ListSearch list={list} label={t`Name, customer or node`} />
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
          <FilterChip
            label={t`Customer`}
            value={account_id && (rows[0]?.account_name ?? account_id)}
            onClear={() => list.set({ account_id: null })}
          />
          <FilterChip
            label={t`Node`}
            value={node_id && (rows[0]?.node_name ?? node_id)}
            onClear={() => list.set({ node_id: null })}
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
        rowTo={(service) => `/admin/services/${service.id}`}
        onRowIntent={(service) => void queries.prefetchQuery(serviceQuery(service.id))}
      />
    </ModulePage>
  )
}

import { Trans, useLingui } from '@lingui/react/macro'
import { IconActivity } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { usePagedQuery } from '~/api/query'
import { CsvButton, DataTable } from '~/design/patterns/DataTable'
import { EmptyState } from '~/design/patterns/EmptyState'
import { FilterChip } from '~/design/patterns/FilterChip'
import { ListSearch, ListSelect } from '~/design/patterns/ListFilters'
import { ModulePage } from '~/design/patterns/ModulePage'
import { TableSkeleton } from '~/design/patterns/Skeleton'
import { operationLabel, operationStatusStyles } from '~/design/status/operation'
import { operationQuery, operationsList } from '../api'
import { useOperationColumns } from '../components/columns'

const states = ['failed', 'running', 'queued', 'compensating', 'succeeded', 'cancelled'] as const
const kinds = ['create', 'start', 'stop', 'restart', 'suspend', 'resume', 'delete'] as const

export default function OperationsPage() {
  const { t, i18n } = useLingui()
  const list = usePagedQuery(operationsList)
  const queries = useQueryClient()
  const columns = useOperationColumns()
  const rows = list.query.data?.items ?? []
  const { account_id, service_id } = list.params
  return (
    <ModulePage
      title={t`Operations`}
      description={t`Every change to a service: how far it is, or why it failed`}
      query={list.query}
      skeleton={<TableSkeleton />}
      isEmpty={rows.length === 0 && !list.filtered}
      empty={
        <EmptyState icon={IconActivity} title={t`Nothing has been done yet`}>
          <Trans>Deployments, restarts and deletions appear here as they happen.</Trans>
        </EmptyState>
      }
      filters={
        <>
          <ListSearch list={list} label={t`Service, customer or error code`} />
          <ListSelect
            list={list}
            filter="state"
            label={t`Status`}
            empty={t`Any status`}
            options={states.map((value) => ({
              value,
              label: i18n._(operationStatusStyles[value].label),
            }))}
          />
          <ListSelect
            list={list}
            filter="kind"
            label={t`Kind`}
            empty={t`Any kind`}
            options={kinds.map((value) => ({ value, label: i18n._(operationLabel(value)) }))}
          />
          <FilterChip
            label={t`Customer`}
            value={account_id && (rows[0]?.account_name ?? account_id)}
            onClear={() => list.set({ account_id: null })}
          />
          <FilterChip
            label={t`Service`}
            value={service_id && (rows[0]?.hostname ?? service_id)}
            onClear={() => list.set({ service_id: null })}
          />
          <CsvButton name="operations" columns={columns} rows={rows} />
        </>
      }
    >
      <DataTable
        label={t`Operations`}
        list={list}
        columns={columns}
        rowId={(operation) => operation.id}
        rowTo={(operation) => `/admin/operations/${operation.id}`}
        onRowIntent={(operation) => void queries.prefetchQuery(operationQuery(operation.id))}
      />
    </ModulePage>
  )
}
